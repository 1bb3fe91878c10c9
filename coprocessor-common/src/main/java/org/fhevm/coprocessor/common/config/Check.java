package org.fhevm.coprocessor.common.config;

import java.time.Duration;

/** Checks of configured values; the message names the setting, the bound and the value. */
public final class Check {
    private Check() {}

    public static void atLeast(String setting, long minimum, long value) {
        if (value < minimum) {
            throw new IllegalArgumentException(setting + " must be at least " + minimum + ", got " + value);
        }
    }

    public static void between(String setting, long minimum, long maximum, long value) {
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(
                    setting + " must be between " + minimum + " and " + maximum + ", got " + value);
        }
    }

    public static void positive(String setting, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(setting + " must be positive, got " + value);
        }
    }
}
