package org.fhevm.tfhe.zk;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.TableSum;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Checks the proofs of the lists of a tenant. Immutable; for any number of threads.
 *
 * <p>What a proof does not cover (types, degrees, the number of parts) is for {@code
 * serialization.ProvenListConformance} to check first.
 */
public final class ProofVerifier {
    private final PreparedParameters parameters;
    private final CompactPublicKey key;
    private final SecureRandom random;

    /** The outcome for a list. */
    public enum Verdict {
        /** Each part is an encryption under the key, within the bounds, for the metadata. */
        ACCEPTED,
        /** The list has no parts, or one does not have the shape that the parameters prove. */
        WRONG_SHAPE,
        /** A point of a proof is not one of its group in its one encoding, or some optional points are missing. */
        INVALID_POINT,
        /** The equations do not hold: the proof is false, or of another list, key, tenant or of other metadata. */
        FALSE_PROOF
    }

    /**
     * A list with the metadata that its proofs are to be bound to.
     *
     * @param list the list
     * @param metadata the metadata; borrowed
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; claims are not compared
    public record Claim(ProvenCompactCiphertextList list, byte[] metadata) {}

    /**
     * A verifier for a tenant.
     *
     * @param random where the secret weights of equations come from
     */
    public ProofVerifier(PreparedParameters parameters, CompactPublicKey key, SecureRandom random) {
        this.parameters = parameters;
        this.key = key;
        this.random = random;
    }

    /** Checks one list. */
    public Verdict verify(Claim claim, Workers workers) {
        Prepared prepared = prepare(claim);
        return prepared.verdict()
                .orElseGet(() -> holds(prepared.parts(), workers) ? Verdict.ACCEPTED : Verdict.FALSE_PROOF);
    }

    /**
     * Checks lists together: the equations of all as one, and only if that fails, each list alone. A false list costs
     * the others time and nothing else.
     *
     * @return a verdict for each, in order
     */
    public List<Verdict> verifyAll(List<Claim> claims, Workers workers) {
        List<Prepared> prepared = claims.stream().map(this::prepare).toList();
        List<StatedProof> stated = prepared.stream()
                .filter(list -> list.verdict().isEmpty())
                .flatMap(list -> list.parts().stream())
                .toList();
        List<Checked> all = check(stated, workers);
        List<List<Checked>> checked = new ArrayList<>();
        int next = 0;
        for (Prepared list : prepared) {
            int parts = list.verdict().isPresent() ? 0 : list.parts().size();
            checked.add(all.subList(next, next + parts));
            next += parts;
        }
        boolean allHold = hold(all);
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            List<Checked> parts = checked.get(i);
            verdicts.add(prepared.get(i)
                    .verdict()
                    .orElseGet(() -> allHold || hold(parts) ? Verdict.ACCEPTED : Verdict.FALSE_PROOF));
        }
        return verdicts;
    }

    private boolean holds(List<StatedProof> parts, Workers workers) {
        return hold(check(parts, workers));
    }

    /**
     * Computes what the equations of each part need. As many parts as there are threads go side by side, each on one;
     * of what is left over, each goes on all of them.
     */
    private List<Checked> check(List<StatedProof> parts, Workers workers) {
        int threads = workers.helpers() + 1;
        int together = threads > 1 ? parts.size() / threads * threads : 0;
        Checked[] checked = new Checked[parts.size()];
        workers.run(together, i -> checked[i] = check(parts.get(i), Workers.NONE));
        for (int i = together; i < checked.length; i++) {
            checked[i] = check(parts.get(i), workers);
        }
        return List.of(checked);
    }

    private boolean hold(List<Checked> parts) {
        PairingEquations equations = new PairingEquations(parameters, random);
        for (Checked part : parts) {
            part.addTo(equations);
        }
        return equations.hold();
    }

    /** Checks all that is quick: shapes and points. */
    private Prepared prepare(Claim claim) {
        if (claim.list().parts().isEmpty()) {
            return new Prepared(List.of(), Optional.of(Verdict.WRONG_SHAPE));
        }
        List<StatedProof> parts = new ArrayList<>();
        for (Part part : claim.list().parts()) {
            Statement statement = new Statement(key, part.blocks().ciphertexts(), claim.metadata());
            if (!statement.fits(parameters.shape())) {
                return new Prepared(List.of(), Optional.of(Verdict.WRONG_SHAPE));
            }
            Optional<Proof> proof = Proof.decode(part.proof());
            if (proof.isEmpty()) {
                return new Prepared(List.of(), Optional.of(Verdict.INVALID_POINT));
            }
            parts.add(new StatedProof(statement, proof.get()));
        }
        return new Prepared(parts, Optional.empty());
    }

    private Checked check(StatedProof part, Workers workers) {
        Proof proof = part.proof();
        Transcript transcript = new Transcript(parameters.shape(), parameters.separators(), part.statement());
        Challenges challenges =
                Challenges.of(parameters.shape(), transcript, part.statement(), proof.cHat(), proof.cY(), workers);
        if (proof.opening().isPresent()) {
            Proof.Opening opening = proof.opening().get();
            long[][] opened = open(proof, opening, transcript, challenges, workers);
            Challenges.Weights weights = challenges.weights();
            return equations -> equations.addOpened(proof, opening, weights, opened);
        }
        int n = parameters.shape().powers();
        TableSum q = parameters.second().startShort(challenges.t(), n);
        TableSum h = parameters.first().start(challenges.scalarsOfH(), n);
        workers.run(q.tasks() + h.tasks(), task -> {
            if (task < q.tasks()) {
                q.run(task);
            } else {
                h.run(task - q.tasks());
            }
        });
        CurvePoint hTotal = h.total();
        CurvePoint qTotal = q.total();
        Challenges.Weights weights = challenges.weights();
        return equations -> equations.add(proof, weights, hTotal, qTotal);
    }

    /** z, ω, p_h and p_t. The hashes for z and ω have megabytes in common, but not their beginning. */
    static long[][] open(
            Proof proof, Proof.Opening opening, Transcript transcript, Challenges challenges, Workers workers) {
        long[] tElements = challenges.tElements();
        byte[] tBytes = Transcript.bytes(tElements);
        byte[] yBytes = challenges.yBytes();
        long[][] z = new long[1][];
        SHAKEDigest[] beforeZ = new SHAKEDigest[1];
        workers.run(2, task -> {
            if (task == 0) {
                z[0] = transcript.z(proof, opening, yBytes, tBytes, challenges.deltas());
            } else {
                beforeZ[0] = transcript.omegaBeforeZ(proof, opening, yBytes, tBytes, challenges.deltas());
            }
        });
        long[][] values = new long[2][];
        workers.run(
                2, task -> values[task] = task == 0 ? challenges.valueOfH(z[0]) : Challenges.valueOfT(tElements, z[0]));
        long[] omega = Transcript.omega(beforeZ[0], z[0], values[0], values[1]);
        return new long[][] {z[0], omega, values[0], values[1]};
    }

    /** A part of which the points are good. */
    private record StatedProof(Statement statement, Proof proof) {}

    /** The parts of a list, or its verdict if that is known already. */
    private record Prepared(List<StatedProof> parts, Optional<Verdict> verdict) {}

    /** A part of which all is computed but the pairings. */
    private interface Checked {
        void addTo(PairingEquations equations);
    }
}
