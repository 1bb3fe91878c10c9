package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.server.proof.BoundList;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Decides lists that are checked together. Every list is decided: if the check of the batch fails, each list is checked
 * alone. An {@link Error} fails the whole batch. No threads, no state.
 */
final class ProofDecisions {
    private ProofDecisions() {}

    /** A decision for each check, in any order. */
    static <C extends Undecided> List<Decision<C>> decide(List<C> batch, Verification verification) {
        try {
            return decideTogether(batch, verification);
        } catch (RuntimeException e) {
            if (batch.size() > 1) {
                return batch.stream()
                        .flatMap(check -> decide(List.of(check), verification).stream())
                        .toList();
            }
            return failed(batch, e);
        } catch (Error e) {
            return failed(batch, e);
        }
    }

    private static <C extends Undecided> List<Decision<C>> failed(List<C> batch, Throwable failure) {
        return batch.stream()
                .map(check -> new Decision<>(check, 0, null, failure))
                .toList();
    }

    /**
     * Tries the first statement of each list, then the second of those that are not accepted and have one, and so on.
     */
    private static <C extends Undecided> List<Decision<C>> decideTogether(List<C> batch, Verification verification) {
        List<Decision<C>> decided = new ArrayList<>();
        List<C> undecided = batch;
        for (int attempt = 0; !undecided.isEmpty(); attempt++) {
            List<Verdict> verdicts = verification.verifyAll(claims(undecided, attempt));
            List<C> left = new ArrayList<>();
            for (int i = 0; i < undecided.size(); i++) {
                C check = undecided.get(i);
                Verdict verdict = verdicts.get(i);
                if (verdict == Verdict.FALSE_PROOF
                        && attempt + 1 < check.list().statements().size()) {
                    left.add(check);
                } else {
                    decided.add(new Decision<>(check, attempt, verdict, null));
                }
            }
            undecided = left;
        }
        return decided;
    }

    private static <C extends Undecided> List<Claim> claims(List<C> checks, int attempt) {
        return checks.stream()
                .map(check -> new Claim(
                        check.list().list(),
                        check.list().statements().get(attempt).metadata().array()))
                .toList();
    }

    /** Checks proofs under the keys of a tenant. */
    @FunctionalInterface
    interface Verification {
        /** A verdict for each claim, in order. */
        List<Verdict> verifyAll(List<Claim> claims);
    }

    /** A list that is to be decided; the batch only reads it. */
    interface Undecided {
        BoundList list();
    }

    /**
     * The outcome of one check: a verdict or a failure.
     *
     * @param statement index of the statement that the verdict is about
     */
    record Decision<C>(
            C check,
            int statement,
            @Nullable Verdict verdict,
            @Nullable Throwable failure) {}
}
