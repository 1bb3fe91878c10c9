package org.fhevm.tfhe.serialization;

/** Tells what an envelope says it holds, for programs that take files of several types. */
public final class SafeSerializedTypeName {
    /** No header is longer: it has three short texts. */
    private static final long HEADER_LIMIT = 1024;

    private SafeSerializedTypeName() {}

    /**
     * The name of the type, as {@link SafeSerializedReader#typeName} gives it. Nothing behind the header is looked at.
     *
     * @param bytes an envelope, or what claims to be one; borrowed
     * @throws MalformedInputException if no header stands at the beginning
     */
    public static String of(byte[] bytes) throws MalformedInputException {
        BodyReader reader = BodyReader.versioned(ByteInput.of(bytes), HEADER_LIMIT);
        reader.string();
        reader.variant("serialization mode", 2);
        reader.string();
        return reader.string();
    }
}
