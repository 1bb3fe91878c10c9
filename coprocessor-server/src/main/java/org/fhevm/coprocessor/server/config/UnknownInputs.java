package org.fhevm.coprocessor.server.config;

import java.time.Duration;

/** Treatment of computations on handles that are neither stored nor announced. */
public sealed interface UnknownInputs {
    /** The server refuses their request, as 0.6 does. */
    record Refuse() implements UnknownInputs {
        @Override
        public String toString() {
            return "refused";
        }
    }

    /**
     * The server stores them, and they are blocked until the input arrives.
     *
     * @param maximumPerTenant computations of a tenant that may wait for unknown inputs; beyond it requests are refused
     * @param longestWait after this time without its input a computation fails
     */
    record Wait(int maximumPerTenant, Duration longestWait) implements UnknownInputs {
        public Wait {
            if (maximumPerTenant < 1) {
                throw new IllegalArgumentException(
                        "the maximum of computations that wait for unknown inputs must be at least 1, got "
                                + maximumPerTenant);
            }
            if (!longestWait.isPositive()) {
                throw new IllegalArgumentException(
                        "the longest wait for an unknown input must be positive, got " + longestWait);
            }
        }

        @Override
        public String toString() {
            return "awaited for " + longestWait.toSeconds() + " s by at most " + maximumPerTenant
                    + " computations of a tenant";
        }
    }
}
