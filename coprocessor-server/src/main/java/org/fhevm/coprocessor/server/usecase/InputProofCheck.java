package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.proof.ProofMetadata;
import org.fhevm.coprocessor.common.tenant.ProofKeys;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.coprocessor.server.input.InputEncoding;
import org.fhevm.coprocessor.server.proof.AcceptedProofs;
import org.fhevm.coprocessor.server.proof.BoundList;
import org.fhevm.coprocessor.server.proof.ProofDigest;
import org.fhevm.coprocessor.server.proof.ProofMetrics;
import org.fhevm.coprocessor.server.proof.ProofMetrics.Refusal;
import org.fhevm.coprocessor.server.proof.ProofThreads;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList;
import org.fhevm.tfhe.zk.ProofVerifier;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Sees to it that inputs are proven for the user and contract that they are to be attested for, before any other work is
 * done on them.
 *
 * <p>A list that is stored already says nothing about the user and the contract of another request, so what is
 * remembered is the statement that was proved, metadata included, and not the list.
 */
public final class InputProofCheck {
    /** Some two megabytes; at the parameters of fhevm hours go by until as many proofs are checked. */
    private static final int REMEMBERED_STATEMENTS = 16 * 1024;

    private final Policy policy;
    private final Workers workers;
    private final AcceptedProofs accepted = new AcceptedProofs(REMEMBERED_STATEMENTS);
    private final ProofMetrics metrics;
    private final ProofQueue queue;

    /** @param threads check the proofs */
    public InputProofCheck(Policy policy, ProofThreads threads, ProofMetrics metrics) {
        this.policy = policy;
        this.workers = threads.workers();
        this.metrics = metrics;
        this.queue = new ProofQueue(threads.executor(), threads.count(), accepted, metrics);
    }

    /**
     * A list to be attested.
     *
     * @param blobIndex its place in the request, for errors
     * @param list conformant with the parameters of the tenant
     */
    record Input(
            int blobIndex,
            BlobHash blob,
            ProvenCompactCiphertextList list,
            EthereumAddress contract,
            EthereumAddress user) {}

    /** Which bytes are taken for a list. */
    InputEncoding encoding(TenantContext tenant) {
        return policy.verifies() ? new InputEncoding.Strict(keys(tenant)) : new InputEncoding.Lenient();
    }

    private ProofKeys keys(TenantContext tenant) {
        ProofKeys keys = tenant.proofKeys();
        if (keys == null) {
            metrics.refused(Refusal.NO_PARAMETERS);
            throw new CoprocessorException(
                    new CoprocessorError.NoPublicParameters(tenant.tenant().id()));
        }
        return keys;
    }

    /** Tells of a list that was not one. */
    void malformed() {
        if (policy.verifies()) {
            metrics.refused(Refusal.MALFORMED);
        }
    }

    /** Inputs whose proofs have to be checked, in order. */
    record Unproven(List<Input> inputs, List<BoundList> lists) {
        boolean isEmpty() {
            return inputs.isEmpty();
        }

        int count() {
            return inputs.size();
        }
    }

    /** Those of the inputs whose proofs have not been accepted yet. */
    Unproven unproven(TenantContext tenant, EthereumAddress acl, List<Input> inputs) {
        List<Input> unproven = new ArrayList<>();
        List<BoundList> lists = new ArrayList<>();
        if (policy.verifies()) {
            byte[] keys = keys(tenant).digest();
            for (Input input : inputs) {
                BoundList list = bound(keys, tenant, acl, input);
                if (list.statements().stream().anyMatch(statement -> accepted.contains(statement.digest()))) {
                    metrics.remembered();
                } else {
                    unproven.add(input);
                    lists.add(list);
                }
            }
        }
        return new Unproven(unproven, lists);
    }

    private BoundList bound(byte[] keys, TenantContext tenant, EthereumAddress acl, Input input) {
        List<byte[]> metadata = new ArrayList<>(ProofMetadata.of(
                input.contract(), input.user(), acl, tenant.tenant().chainId()));
        if (policy == Policy.ANY_METADATA) {
            metadata.add(ProofMetadata.NONE);
        }
        return new BoundList(
                input.list(),
                metadata.stream()
                        .map(each -> new BoundList.Statement(each, ProofDigest.of(keys, input.blob(), each)))
                        .toList());
    }

    /** Waits until proofs of the tenant can be checked. */
    ProofVerifier verifier(Caller caller, Patience patience, TenantContext tenant) {
        CompletableFuture<ProofVerifier> verifier = keys(tenant).verifier();
        CompletableFuture<Void> left = new CompletableFuture<>();
        try (CallPlace.Absence paused = caller.place().pause();
                Presence.Registration leaving = caller.presence().onLeaving(() -> left.complete(null))) {
            CompletableFuture.anyOf(verifier, left).get(patience.nanosLeft(), TimeUnit.NANOSECONDS);
            caller.requirePresent();
            return verifier.join();
        } catch (TimeoutException e) {
            throw new CoprocessorException(new CoprocessorError.PublicParametersInPreparation(caller.tenant()), e);
        } catch (ExecutionException | CompletionException e) {
            throw e.getCause() instanceof CoprocessorException known
                    ? new CoprocessorException(known.error(), known)
                    : new IllegalStateException("public parameters could not be prepared", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while public parameters were prepared");
        }
    }

    /**
     * Has the proofs checked.
     *
     * @throws CoprocessorException with {@link CoprocessorError.InputProofRefused} for the first one that is not
     *     accepted
     */
    void check(Caller caller, Patience patience, ProofVerifier verifier, Unproven unproven) {
        List<Verdict> verdicts = queue.verdicts(caller, patience, unproven.lists(), new UnderKeys(verifier, workers));
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            if (verdict != Verdict.ACCEPTED) {
                throw new CoprocessorException(new CoprocessorError.InputProofRefused(
                        unproven.inputs().get(i).blobIndex(), reason(verdict)));
            }
        }
    }

    /** Equal for calls that use the same loaded keys. */
    private record UnderKeys(ProofVerifier verifier, Workers workers) implements ProofBatch.Verification {
        @Override
        public List<Verdict> verifyAll(List<ProofVerifier.Claim> claims) {
            return verifier.verifyAll(claims, workers);
        }
    }

    private static String reason(Verdict verdict) {
        return switch (verdict) {
            case ACCEPTED -> throw new IllegalArgumentException("an accepted proof is not refused");
            case WRONG_SHAPE -> "the list is not of the shape that the public parameters prove";
            case INVALID_POINT -> "a point of the proof is not in its group, or not in its one encoding";
            case FALSE_PROOF -> "the proof is not one of this list for this contract, user and chain";
        };
    }
}
