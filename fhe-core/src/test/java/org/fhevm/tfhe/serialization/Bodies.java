package org.fhevm.tfhe.serialization;

import java.util.function.Consumer;

/** Hand-written bytes of parts of a body. */
final class Bodies {
    private Bodies() {}

    /** The bytes of the writer's calls, versions included. */
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
