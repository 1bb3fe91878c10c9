package org.fhevm.coprocessor.database;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Database URLs as operators write them: read or refused in words, and never a password in those words. */
class DatabaseUrlFuzzTest {
    private static final String PASSWORD = "Zq7#Zq7";

    @FuzzTest
    void url(byte[] data) {
        read(new String(data, StandardCharsets.UTF_8));
    }

    /** A message never repeats an unescaped password, with any text behind it. */
    @FuzzTest
    void password(byte[] data) {
        String rest = new String(data, StandardCharsets.UTF_8);
        if (unescaped(rest).contains(PASSWORD)) {
            // The same text as a host or a database is no secret.
            return;
        }
        String shown = read("postgres://user:" + PASSWORD + rest);
        if (shown.contains(PASSWORD)) {
            throw new AssertionError("the password is shown: " + shown);
        }
    }

    /** With each percent escape of a printable character replaced by the character. */
    private static String unescaped(String text) {
        return Pattern.compile("%([2-7][0-9a-fA-F])")
                .matcher(text)
                .replaceAll(
                        escape -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
    }

    /** All that is shown of the URL: its text, or the reason why it is refused. */
    private static String read(String text) {
        DatabaseUrl url;
        try {
            url = DatabaseUrl.parse(text);
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        if (!url.jdbcUrl().startsWith("jdbc:postgresql:")) {
            throw new AssertionError("no URL of the driver");
        }
        return url.toString();
    }
}
