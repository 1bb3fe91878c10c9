package org.fhevm.coprocessor.database;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

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
        String shown = read("postgres://user:" + PASSWORD + new String(data, StandardCharsets.UTF_8));
        if (shown.contains(PASSWORD)) {
            throw new AssertionError("the password is shown: " + shown);
        }
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
