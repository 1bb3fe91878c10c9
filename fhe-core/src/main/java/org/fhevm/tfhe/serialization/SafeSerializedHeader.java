package org.fhevm.tfhe.serialization;

/**
 * The header of every file and message of fhevm: the version of the header, whether the body carries versions, and the
 * name of the type.
 */
final class SafeSerializedHeader {
    private static final String HEADER_VERSION = "0.5";
    private static final String VERSIONING_SCHEME = "0.1";
    private static final String CRATE_VERSION = "0.9";
    private static final int VERSIONED = 0;
    private static final int UNVERSIONED = 1;

    private SafeSerializedHeader() {}

    /**
     * Reads and checks a header.
     *
     * @return a reader of the body under the rest of the budget, with versions or without as the header says
     */
    static BodyReader read(BodyReader reader, String typeName) throws MalformedInputException {
        reader.string(); // like tfhe-rs, we do not check the version of the header
        int mode = reader.variant("serialization mode", 2);
        String modeText = reader.string();
        String foundName = reader.string();
        if (mode == VERSIONED && !modeText.equals(VERSIONING_SCHEME)) {
            throw reader.malformed("On deserialization, expected versioning scheme version " + VERSIONING_SCHEME
                    + ", got version " + printable(modeText));
        }
        if (mode == UNVERSIONED && !modeText.equals(CRATE_VERSION)) {
            throw reader.malformed("This " + typeName + " has been saved from TFHE-rs v" + printable(modeText)
                    + ", without versioning informations. Only v" + CRATE_VERSION + " can be read in this form.");
        }
        if (!foundName.equals(typeName)) {
            throw reader.malformed(
                    "On deserialization, expected type " + typeName + ", got type " + printable(foundName));
        }
        return mode == VERSIONED ? reader : reader.withoutVersions();
    }

    /** Writes the header of a body with versions. */
    static void write(BodyWriter writer, String typeName) {
        writer.string(HEADER_VERSION);
        writer.variant(VERSIONED);
        writer.string(VERSIONING_SCHEME);
        writer.string(typeName);
    }

    /** A name from the input, shortened and safe to print in a message. */
    private static String printable(String text) {
        String cleaned = text.replaceAll("[^\\x20-\\x7e]", "?");
        return cleaned.length() <= 100 ? cleaned : cleaned.substring(0, 100) + "…";
    }
}
