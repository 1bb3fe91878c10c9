package org.fhevm.coprocessor.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and long texts as the status page shows them. */
final class Texts {
    /** Characters of a long text that are shown. */
    static final int LONGEST = 300;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Texts() {}

    /** The beginning of a text that is too long. */
    static String shortened(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "…";
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    /** Hours and minutes. */
    static String clock(Instant time) {
        return CLOCK.format(time);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A number that stands for itself and all larger ones once it reaches this limit. */
    static String upTo(int limit, int number) {
        return number < limit ? number(number) : number(limit) + " or more";
    }

    /** A number with as many digits as tell something: 1,234, 12, 1.2, 0.12. */
    static String decimal(double number) {
        double size = Math.abs(number);
        if (number == Math.rint(number) || size >= 10) {
            return number(Math.round(number));
        }
        return String.format(Locale.ROOT, size >= 1 ? "%.1f" : "%.2f", number);
    }

    /** The time of a computation or a call: {@code 0.4 ms}, {@code 12 ms}, {@code 3.2 s}. */
    static String latency(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis >= 1000) {
            return decimal(millis / 1000) + " s";
        }
        return decimal(millis) + " ms";
    }
}
