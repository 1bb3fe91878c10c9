package org.fhevm.coprocessor.server.config;

import java.time.Duration;
import org.fhevm.coprocessor.common.config.Check;

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
            Check.atLeast("the maximum of computations that wait for unknown inputs", 1, maximumPerTenant);
            Check.positive("the longest wait for an unknown input", longestWait);
        }

        @Override
        public String toString() {
            return "awaited for " + longestWait.toSeconds() + " s by at most " + maximumPerTenant
                    + " computations of a tenant";
        }
    }
}
