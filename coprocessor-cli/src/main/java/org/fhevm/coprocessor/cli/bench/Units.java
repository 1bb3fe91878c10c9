package org.fhevm.coprocessor.cli.bench;

import java.math.BigDecimal;
import java.util.Locale;

/** Formats figures with three significant digits. */
public final class Units {
    private Units() {}

    /** {@code 14.4 ms}, {@code 1.24 s}, {@code 520 µs}. */
    public static String time(double millis) {
        if (millis >= 1000) {
            return digits(millis / 1000) + " s";
        }
        return millis >= 1 ? digits(millis) + " ms" : digits(millis * 1000) + " µs";
    }

    /** {@code 6.03}, {@code 196}, {@code 12,400}. */
    public static String rate(double perSecond) {
        return digits(perSecond);
    }

    /** A power of ten without decimals that are zero: {@code 0.01}, {@code 1}, {@code 100}. */
    static String power(int log10) {
        return BigDecimal.ONE.scaleByPowerOfTen(log10).toPlainString();
    }

    private static String digits(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
