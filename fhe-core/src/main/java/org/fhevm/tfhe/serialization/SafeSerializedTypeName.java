package org.fhevm.tfhe.serialization;

/** Reads the type name of a safe-serialized object, for programs that take files of several types. */
public final class SafeSerializedTypeName {
    /** Upper bound of a header, which has three short texts. */
    private static final long HEADER_LIMIT = 1024;

    private SafeSerializedTypeName() {}

    /**
     * The name of the type, as {@link SafeSerializedReader#typeName} gives it. Only the header is read.
     *
     * @param bytes bytes that may be a safe-serialized object; borrowed
     * @throws MalformedInputException if the bytes do not begin with a header
     */
    public static String of(byte[] bytes) throws MalformedInputException {
        BodyReader reader = BodyReader.versioned(ByteInput.of(bytes), HEADER_LIMIT);
        reader.string();
        reader.variant("serialization mode", 2);
        reader.string();
        return reader.string();
    }
}
