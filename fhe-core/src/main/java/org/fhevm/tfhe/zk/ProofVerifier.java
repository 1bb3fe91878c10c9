package org.fhevm.tfhe.zk;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.zk.PairingEquations.Weighted;
import org.fhevm.tfhe.zk.ProofBatch.StatedProof;
import org.fhevm.tfhe.zk.curve.Workers;
import org.jspecify.annotations.Nullable;

/**
 * Checks the proofs in the lists of a tenant. Immutable; for any number of threads.
 *
 * <p>A proof does not cover the types, the degrees and the number of parts of a list. The caller checks them first,
 * with {@code serialization.conformance.ProvenListConformance}.
 */
public final class ProofVerifier {
    private final PreparedParameters parameters;
    private final CompactPublicKey key;
    private final SecureRandom random;

    /**
     * A verifier for a tenant.
     *
     * @param random source of the secret weights of equations
     */
    public ProofVerifier(PreparedParameters parameters, CompactPublicKey key, SecureRandom random) {
        this.parameters = parameters;
        this.key = key;
        this.random = random;
    }

    /** Checks one list. */
    public Verdict verify(Claim claim, Workers workers) {
        return verifyAll(List.of(claim), workers).getFirst();
    }

    /**
     * Checks lists together: all equations as one, and only if that fails, each list alone. A false list costs the
     * others time and nothing else.
     *
     * @return a verdict for each, in order
     */
    public List<Verdict> verifyAll(List<Claim> claims, Workers workers) {
        Prepared[] prepared = new Prepared[claims.size()];
        workers.run(prepared.length, i -> prepared[i] = prepare(claims.get(i)));
        List<StatedProof> proofs =
                Arrays.stream(prepared).flatMap(list -> list.proofs().stream()).toList();
        PairingEquations equations = new PairingEquations(parameters, random);
        List<Weighted> weighted = weighted(proofs, equations, workers);
        boolean allHold = equations.hold(weighted, workers);
        boolean several =
                Arrays.stream(prepared).filter(list -> list.verdict() == null).count() > 1;
        List<Verdict> verdicts = new ArrayList<>();
        int next = 0;
        for (Prepared list : prepared) {
            List<Weighted> own = weighted.subList(next, next + list.proofs().size());
            next += own.size();
            Verdict verdict = list.verdict();
            if (verdict == null) {
                boolean holds = allHold || several && equations.hold(own, workers);
                verdict = holds ? Verdict.ACCEPTED : Verdict.FALSE_PROOF;
            }
            verdicts.add(verdict);
        }
        return verdicts;
    }

    private List<Weighted> weighted(List<StatedProof> proofs, PairingEquations equations, Workers workers) {
        List<Weighted> weighted = new ArrayList<>();
        int size = ProofBatch.maximumSize(workers);
        for (int from = 0; from < proofs.size(); from += size) {
            List<StatedProof> batch = proofs.subList(from, Math.min(from + size, proofs.size()));
            weighted.addAll(new ProofBatch(parameters, batch, equations, workers).equations());
        }
        return weighted;
    }

    /** Checks all that is quick: shapes and points. */
    private Prepared prepare(Claim claim) {
        if (claim.list().parts().isEmpty()) {
            return Prepared.refused(Verdict.WRONG_SHAPE);
        }
        List<StatedProof> proofs = new ArrayList<>();
        for (Part part : claim.list().parts()) {
            Statement statement = new Statement(key, part.blocks().ciphertexts(), claim.metadata());
            if (!statement.fits(parameters.shape())) {
                return Prepared.refused(Verdict.WRONG_SHAPE);
            }
            Optional<Proof> proof = Proof.decode(part.proof());
            if (proof.isEmpty()) {
                return Prepared.refused(Verdict.INVALID_POINT);
            }
            proofs.add(new StatedProof(statement, proof.get()));
        }
        return new Prepared(proofs, null);
    }

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

    /** The parts of a list, or its verdict if that is known already. */
    private record Prepared(
            List<StatedProof> proofs, @Nullable Verdict verdict) {
        static Prepared refused(Verdict verdict) {
            return new Prepared(List.of(), verdict);
        }
    }
}
