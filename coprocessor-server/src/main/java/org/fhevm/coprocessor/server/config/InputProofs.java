package org.fhevm.coprocessor.server.config;

import java.util.Locale;
import org.fhevm.coprocessor.common.config.Check;

/**
 * Requirements for the proofs that come with inputs.
 *
 * @param policy the proofs that are accepted
 * @param threads number of threads that check proofs, besides those that FHE runs on; they give way to all others
 */
public record InputProofs(Policy policy, int threads) {
    public InputProofs {
        Check.atLeast("the number of threads for input proofs", 1, threads);
    }

    /** Strict, with a thread for each processor. */
    public static InputProofs defaults() {
        return new InputProofs(Policy.STRICT, Runtime.getRuntime().availableProcessors());
    }

    public InputProofs withPolicy(Policy changed) {
        return new InputProofs(changed, threads);
    }

    @Override
    public String toString() {
        return policy.verifies() ? policy + " on " + threads + " threads" : policy.toString();
    }

    /** The proofs that are accepted. */
    public enum Policy {
        /** Proofs bound to the contract, user, access control contract and chain of their request. */
        STRICT,
        /** Also proofs that are bound to nothing: any user of the tenant can replay them. */
        ANY_METADATA,
        /** The server accepts every well-formed list and verifies no proof, as the 0.6 backend does. */
        OFF;

        /** Whether proofs are verified. */
        public boolean verifies() {
            return this != OFF;
        }

        /** The value of the command-line flag. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
