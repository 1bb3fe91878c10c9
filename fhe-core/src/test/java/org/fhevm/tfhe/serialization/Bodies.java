package org.fhevm.tfhe.serialization;

import java.util.function.Consumer;

/** Bytes of pieces of a body, written by hand. */
final class Bodies {
    private Bodies() {}

    /** What the writer was told to write, versions included. */
    static byte[] bytes(Consumer<BodyWriter> content) {
        CountingOutput size = new CountingOutput();
        content.accept(BodyWriter.versioned(size));
        byte[] bytes = new byte[Math.toIntExact(size.count())];
        content.accept(BodyWriter.versioned(BufferOutput.to(bytes)));
        return bytes;
    }

    /** A reader of all these bytes. */
    static BodyReader reader(byte[] bytes) {
        return BodyReader.versioned(ByteInput.of(bytes), bytes.length);
    }
}
