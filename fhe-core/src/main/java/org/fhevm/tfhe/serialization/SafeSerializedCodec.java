package org.fhevm.tfhe.serialization;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Reads and writes one type in its safe-serialized form, always in the newest layout of tfhe-rs 0.9. Stateless.
 *
 * @param <T> the type that is read and written
 */
public abstract sealed class SafeSerializedCodec<T> extends SafeSerializedReader<T>
        permits ClientKeyCodec,
                CompactCiphertextListCodec,
                CompactPublicKeyCodec,
                CompressedCiphertextListCodec,
                CompressedServerKeyCodec,
                ProvenCompactCiphertextListCodec,
                PublicParametersCodec,
                SeededCiphertextCodec,
                SeededCompactPublicKeyCodec,
                ServerKeyCodec,
                SingleCiphertextCodec {
    SafeSerializedCodec(String typeName, long defaultLimit) {
        super(typeName, defaultLimit);
    }

    /** Writes an object under the usual limit. */
    public final byte[] write(T value) {
        return write(value, defaultLimit());
    }

    /**
     * Writes an object.
     *
     * @throws IllegalArgumentException if it would take more than {@code limit} bytes
     */
    public final byte[] write(T value, long limit) {
        byte[] bytes = new byte[Math.toIntExact(sizeWithin(value, limit))];
        writeSafeSerialized(value, BufferOutput.to(bytes));
        return bytes;
    }

    /**
     * Writes an object to a stream, which is neither flushed nor closed. Nothing is written if the object is too large.
     *
     * @throws IllegalArgumentException if it would take more than {@code limit} bytes
     */
    public final void write(T value, OutputStream stream, long limit) throws IOException {
        sizeWithin(value, limit);
        BufferOutput output = BufferOutput.to(stream);
        try {
            writeSafeSerialized(value, output);
            output.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Writes an object without header and versions; the counterpart of {@link #readUnversioned}. */
    public final byte[] writeUnversioned(T value) {
        CountingOutput size = new CountingOutput();
        writeBody(value, BodyWriter.unversioned(size));
        byte[] bytes = new byte[Math.toIntExact(size.count())];
        writeBody(value, BodyWriter.unversioned(BufferOutput.to(bytes)));
        return bytes;
    }

    /** The number of bytes of the safe-serialized object. */
    public final long size(T value) {
        CountingOutput size = new CountingOutput();
        writeSafeSerialized(value, size);
        return size.count();
    }

    private long sizeWithin(T value, long limit) {
        long size = size(value);
        if (size > limit) {
            throw new IllegalArgumentException(
                    "the size limit has been reached: " + typeName() + " takes " + size + " bytes, not " + limit);
        }
        return size;
    }

    private void writeSafeSerialized(T value, ByteOutput output) {
        BodyWriter writer = BodyWriter.versioned(output);
        SafeSerializedHeader.write(writer, typeName());
        writeBody(value, writer);
    }

    abstract void writeBody(T value, BodyWriter writer);
}
