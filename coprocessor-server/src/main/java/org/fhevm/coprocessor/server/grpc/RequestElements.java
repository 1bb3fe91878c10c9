package org.fhevm.coprocessor.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Counts the elements of a repeated field in the bytes of a message, before any object is made of them. It makes one
 * pass, and allocates nothing for an element.
 */
final class RequestElements {
    private RequestElements() {}

    /**
     * Counts the elements of one field.
     *
     * @throws IOException if the bytes are no message
     */
    static Counts count(byte[] message, int field) throws IOException {
        CodedInputStream input = CodedInputStream.newInstance(message);
        return new Counts(countHere(input, field), 0);
    }

    /**
     * Counts the elements of one field of messages, and those of a field of these.
     *
     * @throws IOException if the bytes are no message
     */
    static Counts count(byte[] message, int outerField, int innerField) throws IOException {
        CodedInputStream input = CodedInputStream.newInstance(message);
        int element = WireFormatTag.ofBytes(outerField);
        int outer = 0;
        int inner = 0;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (tag == element) {
                outer++;
                int end = input.pushLimit(input.readRawVarint32());
                inner += countHere(input, innerField);
                input.popLimit(end);
            } else if (!input.skipField(tag)) {
                throw WireFormatTag.unexpectedEnd();
            }
        }
        return new Counts(outer, inner);
    }

    private static int countHere(CodedInputStream input, int field) throws IOException {
        int element = WireFormatTag.ofBytes(field);
        int count = 0;
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            if (tag == element) {
                count++;
            }
            if (!input.skipField(tag)) {
                throw WireFormatTag.unexpectedEnd();
            }
        }
        return count;
    }

    /**
     * The numbers of elements.
     *
     * @param outer elements of the message's repeated field
     * @param inner elements of the repeated field within these, over all of them
     */
    record Counts(int outer, int inner) {}

    /** The tag of a field in a message. */
    private static final class WireFormatTag {
        private static final int TYPE_BITS = 3;

        private WireFormatTag() {}

        static int ofBytes(int field) {
            return field << TYPE_BITS | WireFormat.WIRETYPE_LENGTH_DELIMITED;
        }

        static IOException unexpectedEnd() {
            return new com.google.protobuf.InvalidProtocolBufferException("a group ends that has not begun");
        }
    }
}
