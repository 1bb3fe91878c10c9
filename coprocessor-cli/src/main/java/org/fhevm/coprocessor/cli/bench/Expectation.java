package org.fhevm.coprocessor.cli.bench;

import java.math.BigInteger;

/** The expected result. */
sealed interface Expectation {
    boolean allows(BigInteger value);

    /** One value. */
    record Exactly(BigInteger value) implements Expectation {
        @Override
        public boolean allows(BigInteger other) {
            return value.equals(other);
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** Any value below a bound, for random results. */
    record Below(BigInteger bound) implements Expectation {
        @Override
        public boolean allows(BigInteger other) {
            return other.compareTo(bound) < 0;
        }

        @Override
        public String toString() {
            return "a value below " + bound;
        }
    }
}
