package org.fhevm.coprocessor.server.proof;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Statements whose proofs were accepted since the start, so that the same list for the same user and contract is
 * checked once. A list for another user or contract is another statement. Bounded: the least recently used statement is
 * forgotten, and checked again when it comes again. Thread-safe.
 */
public final class AcceptedProofs {
    private final int maximum;
    /** Least recently used first. */
    private final SequencedMap<ProofDigest, Boolean> accepted = new LinkedHashMap<>(16, 0.75f, true);

    public AcceptedProofs(int maximum) {
        this.maximum = maximum;
    }

    public synchronized boolean contains(ProofDigest statement) {
        return accepted.get(statement) != null;
    }

    /** Remembers a statement; its proofs must have been accepted. */
    public synchronized void add(ProofDigest statement) {
        accepted.put(statement, Boolean.TRUE);
        if (accepted.size() > maximum) {
            accepted.pollFirstEntry();
        }
    }
}
