package org.fhevm.tfhe.zk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.tfhe.math.simd.Shake256;
import org.fhevm.tfhe.zk.Challenges.Linear;
import org.fhevm.tfhe.zk.Openings.Opened;
import org.fhevm.tfhe.zk.PairingEquations.Weighted;
import org.fhevm.tfhe.zk.Proof.ProofLoad;
import org.fhevm.tfhe.zk.Proof.VerifyLoad;
import org.fhevm.tfhe.zk.curve.TableSum;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Computes the equations of several proofs from their points, side by side. Hashing is most of the work for proofs of
 * the proof load, and each step depends on the previous one. Therefore the same step of all proofs goes through the
 * lanes of {@link Shake256} together. The remaining work is separate for each proof.
 *
 * <p>At the parameters of fhevm a proof takes some 9 MB while its batch is hashed. For one call.
 */
final class ProofBatch {
    private final PreparedParameters parameters;
    private final ProofShape shape;
    private final List<StatedProof> proofs;
    private final PairingEquations equations;
    private final Workers workers;
    private final List<Committed> committed;

    /** Proofs that are hashed together. */
    private final int groupSize;

    /** Which proofs are of the proof load. */
    private final List<Integer> opened;

    private final Openings openings;

    ProofBatch(PreparedParameters parameters, List<StatedProof> proofs, PairingEquations equations, Workers workers) {
        this.parameters = parameters;
        this.shape = parameters.shape();
        this.proofs = proofs;
        this.groupSize = Shake256.lanes(proofs.size());
        this.equations = equations;
        this.workers = workers;
        this.committed = proofs.stream().map(this::committed).toList();
        this.opened = IntStream.range(0, proofs.size())
                .filter(i -> proofs.get(i).proof() instanceof ProofLoad)
                .boxed()
                .toList();
        this.openings = new Openings(opened());
    }

    /** Largest number of proofs checked side by side: a larger one costs memory and gains nothing. */
    static int maximumSize(Workers workers) {
        return Math.max(Shake256.lanes(Integer.MAX_VALUE), workers.helpers() + 1);
    }

    private Committed committed(StatedProof stated) {
        Transcript transcript = new Transcript(shape, parameters.separators(), stated.statement());
        return new Committed(
                transcript,
                stated.statement(),
                stated.proof().cHat(),
                stated.proof().cY());
    }

    private List<Opened> opened() {
        List<Opened> proofLoads = new ArrayList<>();
        for (int i = 0; i < proofs.size(); i++) {
            if (proofs.get(i).proof() instanceof ProofLoad proof) {
                proofLoads.add(new Opened(committed.get(i).transcript(), proof));
            }
        }
        return proofLoads;
    }

    /** The equation of each proof. */
    List<Weighted> equations() {
        List<Challenges> challenges = challenges();
        Weighted[] weighted = new Weighted[proofs.size()];
        int threads = workers.helpers() + 1;
        int together = threads > 1 ? proofs.size() / threads * threads : 0;
        workers.run(together, i -> weighted[i] = equations(i, challenges.get(i), Workers.NONE));
        for (int i = together; i < weighted.length; i++) {
            weighted[i] = equations(i, challenges.get(i), workers);
        }
        return List.of(weighted);
    }

    /** Also has z and ω absorb y and t. */
    private List<Challenges> challenges() {
        int size = proofs.size();
        int groups = Math.ceilDiv(size, groupSize);
        long[][] y = new long[size][];
        Linear[] linear = new Linear[size];
        workers.run(groups + size, task -> {
            if (task < groups) {
                store(y, task, Challenges.y(shape, group(task)));
            } else {
                linear[task - groups] = Linear.of(shape, committed.get(task - groups));
            }
        });
        long[][] t = new long[size][];
        long[][] openedY = ofOpened(y);
        workers.run(groups + openings.groups(), task -> {
            if (task < groups) {
                int from = task * groupSize;
                store(t, task, Challenges.t(shape, group(task), Arrays.copyOfRange(y, from, end(task))));
            } else {
                openings.absorb(task - groups, openedY);
            }
        });
        long[][] elements = Challenges.elements(ofOpened(t), workers);
        workers.run(openings.groups(), group -> openings.absorb(group, elements));
        return IntStream.range(0, size)
                .mapToObj(i -> new Challenges(y[i], t[i], linear[i]))
                .toList();
    }

    private List<Committed> group(int group) {
        return committed.subList(group * groupSize, end(group));
    }

    private int end(int group) {
        return Math.min((group + 1) * groupSize, proofs.size());
    }

    private void store(long[][] all, int group, long[][] some) {
        System.arraycopy(some, 0, all, group * groupSize, some.length);
    }

    private long[][] ofOpened(long[][] all) {
        return opened.stream().map(i -> all[i]).toArray(long[][]::new);
    }

    private Weighted equations(int i, Challenges challenges, Workers helpers) {
        return switch (proofs.get(i).proof()) {
            case ProofLoad proof -> {
                Openings.Values values = openings.values(opened.indexOf(i), challenges, helpers);
                yield equations.opened(proof, challenges.weights(), values);
            }
            case VerifyLoad proof -> summed(proof, challenges, helpers);
        };
    }

    private Weighted summed(VerifyLoad proof, Challenges challenges, Workers helpers) {
        int n = shape.powers();
        TableSum q = parameters.second().startShort(challenges.t(), n);
        TableSum h = parameters.first().start(challenges.scalarsOfH(helpers), n);
        helpers.run(q.tasks() + h.tasks(), task -> {
            if (task < q.tasks()) {
                q.run(task);
            } else {
                h.run(task - q.tasks());
            }
        });
        return equations.summed(proof, challenges.weights(), h.total(), q.total());
    }

    /** A part of a list whose points are valid. */
    record StatedProof(Statement statement, Proof proof) {}
}
