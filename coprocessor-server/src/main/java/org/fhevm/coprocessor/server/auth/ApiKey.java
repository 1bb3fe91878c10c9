package org.fhevm.coprocessor.server.auth;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The secret that identifies a tenant. It comes in the {@code authorization} entry of a call: {@code bearer}, one
 * space, a UUID. Letter case does not matter anywhere. The UUID may be written in four ways: hyphenated, as 32 digits,
 * with {@code urn:uuid:} before it, or in braces.
 *
 * <p>The parser of the JDK is not used: it accepts groups that are too short or too long.
 */
public final class ApiKey {
    private static final String SCHEME = "bearer ";
    private static final Pattern HYPHENATED =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern SIMPLE = Pattern.compile("[0-9a-f]{32}");

    private final UUID uuid;

    private ApiKey(UUID uuid) {
        this.uuid = uuid;
    }

    /** The key in the value of an authorization entry; empty if it has none. */
    public static Optional<ApiKey> fromAuthorization(String value) {
        String lowered = value.toLowerCase(Locale.ROOT);
        if (!lowered.startsWith(SCHEME)) {
            return Optional.empty();
        }
        return parse(lowered.substring(SCHEME.length()).strip());
    }

    private static Optional<ApiKey> parse(String text) {
        String bare = withoutDecoration(text);
        if (HYPHENATED.matcher(bare).matches()) {
            return Optional.of(ofDigits(bare.replace("-", "")));
        }
        return bare.equals(text) && SIMPLE.matcher(bare).matches() ? Optional.of(ofDigits(bare)) : Optional.empty();
    }

    private static String withoutDecoration(String text) {
        if (text.startsWith("urn:uuid:")) {
            return text.substring("urn:uuid:".length());
        }
        return text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
    }

    private static ApiKey ofDigits(String digits) {
        return new ApiKey(
                new UUID(HexFormat.fromHexDigitsToLong(digits, 0, 16), HexFormat.fromHexDigitsToLong(digits, 16, 32)));
    }

    /** The key itself, to look up its tenant with. It is a secret. */
    public UUID uuid() {
        return uuid;
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "ApiKey[…]";
    }
}
