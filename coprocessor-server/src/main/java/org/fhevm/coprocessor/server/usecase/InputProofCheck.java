package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
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
import org.fhevm.tfhe.zk.ProofVerifier;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Ensures that inputs are proven for the user and contract that they are attested for, before any other work on them.
 *
 * <p>A stored list proves nothing about the user and the contract of another request. The server therefore remembers
 * the proven statement with its metadata, not the list.
 */
public final class InputProofCheck {
    /** These take some two megabytes. With the parameters of fhevm, it takes hours to check as many proofs. */
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

    /** The accepted encoding of a list. */
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

    /** Counts a malformed list. */
    void malformed() {
        if (policy.verifies()) {
            metrics.refused(Refusal.MALFORMED);
        }
    }

    /** The lists whose proofs have not been accepted yet, in order. */
    List<Unproven> unproven(TenantContext tenant, EthereumAddress acl, List<UploadedList> lists) {
        List<Unproven> unproven = new ArrayList<>();
        if (policy.verifies()) {
            byte[] keys = keys(tenant).digest();
            for (UploadedList list : lists) {
                BoundList bound = bound(keys, tenant, acl, list);
                if (bound.statements().stream().anyMatch(statement -> accepted.contains(statement.digest()))) {
                    metrics.remembered();
                } else {
                    unproven.add(new Unproven(list, bound));
                }
            }
        }
        return unproven;
    }

    private BoundList bound(byte[] keys, TenantContext tenant, EthereumAddress acl, UploadedList list) {
        List<byte[]> metadata = new ArrayList<>(ProofMetadata.of(
                list.contract(), list.user(), acl, tenant.tenant().chainId()));
        if (policy == Policy.ANY_METADATA) {
            metadata.add(ProofMetadata.NONE);
        }
        return new BoundList(
                list.list().list(),
                metadata.stream()
                        .map(each -> new BoundList.Statement(Bytes.of(each), ProofDigest.of(keys, list.blob(), each)))
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
     * Checks the proofs.
     *
     * @throws CoprocessorException with {@link CoprocessorError.InputProofRefused} for the first one that is not
     *     accepted
     */
    void check(Caller caller, Patience patience, ProofVerifier verifier, List<Unproven> unproven) {
        List<BoundList> lists = unproven.stream().map(Unproven::bound).toList();
        List<Verdict> verdicts = queue.verdicts(caller, patience, lists, new UnderKeys(verifier, workers));
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict verdict = verdicts.get(i);
            if (verdict != Verdict.ACCEPTED) {
                throw new CoprocessorException(new CoprocessorError.InputProofRefused(
                        unproven.get(i).list().index(), reason(verdict)));
            }
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

    /** A list whose proof has to be checked. */
    record Unproven(UploadedList list, BoundList bound) {}

    /** Equal for calls that use the same loaded keys. */
    private record UnderKeys(ProofVerifier verifier, Workers workers) implements ProofDecisions.Verification {
        @Override
        public List<Verdict> verifyAll(List<ProofVerifier.Claim> claims) {
            return verifier.verifyAll(claims, workers);
        }
    }
}
