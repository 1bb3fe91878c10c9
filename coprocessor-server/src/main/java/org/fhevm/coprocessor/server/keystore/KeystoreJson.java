package org.fhevm.coprocessor.server.keystore;

import java.util.HexFormat;
import java.util.UUID;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file of a keystore. Fields that the definition does not name are skipped, as clients add their own. {@code
 * crypto} may begin with a capital, as ethers and early versions of geth write it.
 */
public final class KeystoreJson {
    /** Longest file that is read; clients write about 500 bytes. */
    public static final int MAXIMUM_BYTES = 16 << 10;

    private static final int VERSION = 3;
    private static final int MAXIMUM_DEPTH = 8;
    private static final int MAXIMUM_TEXT = 2048;
    private static final int MAXIMUM_DIGITS = 20;
    private static final String CIPHER = "aes-128-ctr";
    private static final String PSEUDORANDOM_FUNCTION = "hmac-sha256";
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAXIMUM_BYTES)
                            .maxNestingDepth(MAXIMUM_DEPTH)
                            .maxStringLength(MAXIMUM_TEXT)
                            .maxNameLength(MAXIMUM_TEXT)
                            .maxNumberLength(MAXIMUM_DIGITS)
                            .build())
                    .build())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private KeystoreJson() {}

    /**
     * Reads a keystore.
     *
     * @param content borrowed
     * @throws KeystoreException if it is none, has another version, or asks for more work than is done for a password
     */
    public static Keystore read(byte[] content) throws KeystoreException {
        if (content.length > MAXIMUM_BYTES) {
            throw new KeystoreException("a keystore has at most " + MAXIMUM_BYTES + " bytes, got " + content.length);
        }
        JsonNode root;
        try {
            root = MAPPER.readTree(content);
        } catch (JacksonException e) {
            // The library's message may quote the file.
            throw new KeystoreException("it is not well-formed JSON");
        }
        try {
            return keystore(root);
        } catch (IllegalArgumentException e) {
            throw new KeystoreException(String.valueOf(e.getMessage()));
        }
    }

    /** Writes a keystore. */
    public static String write(Keystore keystore) {
        ObjectNode root = MAPPER.createObjectNode();
        if (keystore.address() != null) {
            root.put("address", HexFormat.of().formatHex(keystore.address().bytes()));
        }
        root.put("id", UUID.randomUUID().toString()).put("version", VERSION);
        ObjectNode crypto = root.putObject("crypto");
        crypto.put("cipher", CIPHER).put("ciphertext", hex(keystore.ciphertext()));
        crypto.putObject("cipherparams").put("iv", hex(keystore.initialization()));
        switch (keystore.derivation()) {
            case KeyDerivation.Scrypted scrypt ->
                crypto.put("kdf", "scrypt")
                        .putObject("kdfparams")
                        .put("n", scrypt.cost())
                        .put("r", scrypt.blockSize())
                        .put("p", scrypt.parallelization())
                        .put("dklen", KeyDerivation.KEY_BYTES)
                        .put("salt", hex(scrypt.salt()));
            case KeyDerivation.Pbkdf2 pbkdf2 ->
                crypto.put("kdf", "pbkdf2")
                        .putObject("kdfparams")
                        .put("c", pbkdf2.iterations())
                        .put("prf", PSEUDORANDOM_FUNCTION)
                        .put("dklen", KeyDerivation.KEY_BYTES)
                        .put("salt", hex(pbkdf2.salt()));
        }
        crypto.put("mac", hex(keystore.mac()));
        return MAPPER.writeValueAsString(root);
    }

    private static Keystore keystore(JsonNode root) {
        if (!root.isObject()) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        if (number(root, "version") != VERSION) {
            throw new IllegalArgumentException("only keystores of version " + VERSION + " can be read");
        }
        JsonNode crypto = root.has("crypto") ? object(root, "crypto") : object(root, "Crypto");
        require(crypto, "cipher", CIPHER);
        return new Keystore(
                derivation(crypto),
                bytes(object(crypto, "cipherparams"), "iv"),
                bytes(crypto, "ciphertext"),
                bytes(crypto, "mac"),
                address(root));
    }

    private static KeyDerivation derivation(JsonNode crypto) {
        JsonNode parameters = object(crypto, "kdfparams");
        if (number(parameters, "dklen") < KeyDerivation.KEY_BYTES) {
            throw new IllegalArgumentException("the field dklen must be at least " + KeyDerivation.KEY_BYTES);
        }
        return switch (text(crypto, "kdf")) {
            case "scrypt" ->
                new KeyDerivation.Scrypted(
                        number(parameters, "n"),
                        number(parameters, "r"),
                        number(parameters, "p"),
                        bytes(parameters, "salt"));
            case "pbkdf2" -> {
                require(parameters, "prf", PSEUDORANDOM_FUNCTION);
                yield new KeyDerivation.Pbkdf2(number(parameters, "c"), bytes(parameters, "salt"));
            }
            default -> throw new IllegalArgumentException("the field kdf is neither scrypt nor pbkdf2");
        };
    }

    private static @Nullable EthereumAddress address(JsonNode root) {
        return root.has("address") ? EthereumAddress.parse(text(root, "address")) : null;
    }

    private static JsonNode object(JsonNode parent, String field) {
        JsonNode node = parent.get(field);
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException("it has no object " + field);
        }
        return node;
    }

    private static int number(JsonNode parent, String field) {
        JsonNode node = parent.get(field);
        if (node == null || !node.isInt()) {
            throw new IllegalArgumentException("the field " + field + " is no number below 2^31");
        }
        return node.intValue();
    }

    private static String text(JsonNode parent, String field) {
        JsonNode node = parent.get(field);
        if (node == null || !node.isString()) {
            throw new IllegalArgumentException("the field " + field + " is no text");
        }
        return node.stringValue();
    }

    private static void require(JsonNode parent, String field, String value) {
        if (!text(parent, field).equals(value)) {
            throw new IllegalArgumentException("the field " + field + " is not " + value);
        }
    }

    private static Bytes bytes(JsonNode parent, String field) {
        try {
            return Bytes.of(HexFormat.of().parseHex(text(parent, field)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the field " + field + " is not hexadecimal", e);
        }
    }

    private static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.array());
    }
}
