package org.fhevm.tfhe.serialization;

/**
 * Reads one type from its safe-serialized form ("safe serialization" of tfhe-rs: a header, then the versioned body).
 * Stateless.
 *
 * <p>The limit is a budget for the bytes of an object, including its header. Bytes after the object are ignored and not
 * counted.
 *
 * @param <T> the type that is read
 */
public abstract sealed class SafeSerializedReader<T>
        permits SafeSerializedCodec, CompactPkePublicParamsReader, PreparedServerKeyReader {
    private final String typeName;
    private final long defaultLimit;

    SafeSerializedReader(String typeName, long defaultLimit) {
        this.typeName = typeName;
        this.defaultLimit = defaultLimit;
    }

    /** The name that the header must state. */
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
     * Reads an object of at most {@code limit} bytes; afterwards the input is positioned behind it.
     *
     * @throws MalformedInputException if the input is not such an object, or a longer one
     */
    public final T read(ByteInput input, long limit) throws MalformedInputException {
        return readBody(SafeSerializedHeader.read(BodyReader.versioned(input, limit), typeName));
    }

    /** Reads an object without header and versions, as the plain {@code serialize()} of node-tfhe writes it. */
    public final T readUnversioned(ByteInput input) throws MalformedInputException {
        return readBody(BodyReader.unversioned(input, input.remaining()));
    }

    abstract T readBody(BodyReader reader) throws MalformedInputException;
}
