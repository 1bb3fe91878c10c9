package org.fhevm.coprocessor.server.grpc;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;

/**
 * Keeps the text of a status short. It travels in the trailers of a call, and clients accept 8 kB of these: a longer
 * text would reach them as a broken stream without any text.
 */
final class StatusText {
    /** Leaves room for the other entries of the trailers. */
    static final int MAXIMUM_BYTES = 4096;

    private static final String CUT = "… (cut)";
    private static final int LISTED_BYTES = MAXIMUM_BYTES - 100;
    private static final int ESCAPED_BYTE = 3;

    private StatusText() {}

    /** Handles in double quotes, in order; if they are too many, those that fit and the number of the others. */
    static String listed(List<Handle> handles) {
        StringBuilder list = new StringBuilder();
        for (int index = 0; index < handles.size(); index++) {
            String item = (index == 0 ? "\"" : ", \"") + handles.get(index).hex() + "\"";
            if (list.length() + item.length() > LISTED_BYTES) {
                return list + ", and " + (handles.size() - index) + " more";
            }
            list.append(item);
        }
        return list.toString();
    }

    /** The text, or as much of its beginning as there is room for. */
    static String bounded(String text) {
        int bytes = 0;
        int fitting = 0;
        for (int index = 0; index < text.length(); ) {
            int character = text.codePointAt(index);
            bytes += encodedBytes(character);
            if (bytes > MAXIMUM_BYTES) {
                return text.substring(0, fitting) + CUT;
            }
            index += Character.charCount(character);
            if (bytes <= LISTED_BYTES) {
                fitting = index;
            }
        }
        return text;
    }

    /** Encoded length: one byte for printable ASCII but the percent sign, three for every byte of other characters. */
    private static int encodedBytes(int character) {
        if (character >= ' ' && character <= '~' && character != '%') {
            return 1;
        }
        return ESCAPED_BYTE * utf8Bytes(character);
    }

    private static int utf8Bytes(int character) {
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return Character.isSupplementaryCodePoint(character) ? 4 : 3;
    }
}
