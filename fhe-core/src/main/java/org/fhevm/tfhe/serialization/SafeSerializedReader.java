package org.fhevm.tfhe.serialization;

/**
 * Reads one type from its envelope ("safe serialization" of tfhe-rs). Stateless.
 *
 * <p>The limit is a budget for the bytes that an object takes, envelope included. Bytes behind the object are ignored
 * and cost nothing.
 *
 * @param <T> what is read
 */
public abstract sealed class SafeSerializedReader<T>
        permits SafeSerializedCodec, CompactPkePublicParamsReader, PreparedServerKeyReader {
    private final String typeName;
    private final long defaultLimit;

    SafeSerializedReader(String typeName, long defaultLimit) {
        this.typeName = typeName;
        this.defaultLimit = defaultLimit;
    }

    /** The name that the envelope must bear. */
    public final String typeName() {
        return typeName;
    }

    /** The limit that fhevm 0.6 applies to this type, in bytes. */
    public final long defaultLimit() {
        return defaultLimit;
    }

    /** Reads an object under the usual limit. */
    public final T read(byte[] bytes) throws MalformedInputException {
        return read(ByteInput.of(bytes), defaultLimit);
    }

    /** Reads an object of at most {@code limit} bytes. */
    public final T read(byte[] bytes, long limit) throws MalformedInputException {
        return read(ByteInput.of(bytes), limit);
    }

    /**
     * Reads an object of at most {@code limit} bytes; the input then stands behind it.
     *
     * @throws MalformedInputException if the input is not such an object, or a longer one
     */
    public final T read(ByteInput input, long limit) throws MalformedInputException {
        return readBody(SafeSerializedHeader.read(BodyReader.versioned(input, limit), typeName));
    }

    /** Reads an object without envelope and versions, as the plain {@code serialize()} of node-tfhe writes it. */
    public final T readUnversioned(ByteInput input) throws MalformedInputException {
        return readBody(BodyReader.unversioned(input, input.remaining()));
    }

    abstract T readBody(BodyReader reader) throws MalformedInputException;
}
