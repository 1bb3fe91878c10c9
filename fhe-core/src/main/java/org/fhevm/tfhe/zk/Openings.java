package org.fhevm.tfhe.zk;

import java.util.List;
import org.fhevm.tfhe.math.simd.Shake256;
import org.fhevm.tfhe.zk.Transcript.Separator;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * The hashes for z and ω of several proofs of the proof load, side by side. The two of a proof absorb the same
 * megabytes after different prefixes. Mutable; callers use the methods in the order of this file. Only {@link #absorb}
 * may run on several threads at once, each with a group of its own.
 */
final class Openings {
    /** z of proof i at 2i, ω at 2i + 1. */
    private final Shake256[] hashes;

    private final int groupSize;

    Openings(List<Opened> proofs) {
        hashes = new Shake256[2 * proofs.size()];
        groupSize = Shake256.lanes(hashes.length);
        for (int i = 0; i < proofs.size(); i++) {
            Opened opened = proofs.get(i);
            hashes[2 * i] = opened.transcript().openedBeforeY(Separator.Z, opened.proof());
            hashes[2 * i + 1] = opened.transcript().openedBeforeY(Separator.OMEGA, opened.proof());
        }
    }

    /** Groups of hashes that fill the lanes; there are as many tasks in each step. */
    int groups() {
        return Math.ceilDiv(hashes.length, groupSize);
    }

    /**
     * Absorbs y, or the elements t, of each proof in a group of hashes.
     *
     * @param elements of one proof after the other
     */
    void absorb(int group, long[][] elements) {
        int from = group * groupSize;
        int count = Math.min(groupSize, hashes.length - from);
        Shake256[] members = new Shake256[count];
        long[][] words = new long[count][];
        for (int i = 0; i < count; i++) {
            members[i] = hashes[from + i];
            words[i] = elements[(from + i) / 2];
        }
        Shake256.absorb(members, words);
    }

    /** z, ω, p_h and p_t of a proof, when y and the elements t are absorbed. */
    Values values(int proof, Challenges challenges, Workers workers) {
        long[] deltas = challenges.weights().deltas();
        long[] z = Transcript.elements(hashes[2 * proof].absorb(deltas), 1);
        long[][] values = challenges.valuesAt(z, workers);
        Shake256 omega =
                hashes[2 * proof + 1].absorb(deltas).absorb(z).absorb(values[0]).absorb(values[1]);
        return new Values(z, Transcript.elements(omega, 1), values[0], values[1]);
    }

    /** The values of one proof of which the challenges are known. */
    static Values of(Opened proof, Challenges challenges, Workers workers) {
        Openings openings = new Openings(List.of(proof));
        for (long[] elements : List.of(challenges.y(), challenges.tElements())) {
            workers.run(openings.groups(), group -> openings.absorb(group, new long[][] {elements}));
        }
        return openings.values(0, challenges, workers);
    }

    /** The input of an opening. */
    record Opened(Transcript transcript, Proof.ProofLoad proof) {}

    /**
     * The values that a proof of the proof load is checked with.
     *
     * @param valueOfH p_h, Σ f_i·z^(n+1−i)
     * @param valueOfT p_t, Σ t_i·z^i
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; not compared
    record Values(long[] z, long[] omega, long[] valueOfH, long[] valueOfT) {}
}
