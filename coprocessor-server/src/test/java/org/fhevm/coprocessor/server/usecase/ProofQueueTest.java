package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.coprocessor.server.proof.AcceptedProofs;
import org.fhevm.coprocessor.server.proof.BoundList;
import org.fhevm.coprocessor.server.proof.ProofDigest;
import org.fhevm.coprocessor.server.proof.ProofMetrics;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.TestPresence;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProofQueueTest {
    private static final TenantId FIRST = new TenantId(1);
    private static final TenantId SECOND = new TenantId(2);
    private static final int ACCEPTED = 0;
    private static final int FALSE = 1;
    private static final int INVALID = 2;
    private static final int BREAKS = 3;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final AcceptedProofs accepted = new AcceptedProofs(100);
    private final ProofQueue queue = queue(2);
    private int names;

    private ProofQueue queue(int maximumRunning) {
        return new ProofQueue(executor, maximumRunning, accepted, new ProofMetrics(Policy.STRICT, registry));
    }

    @AfterEach
    void stop() {
        executor.shutdownNow();
        callers.shutdownNow();
    }

    /** Verdicts by the first byte of the metadata; each batch may be held up. */
    private static final class Verification implements ProofDecisions.Verification {
        private final List<Integer> batches = new CopyOnWriteArrayList<>();
        private final CountDownLatch release;

        Verification(int held) {
            release = new CountDownLatch(held);
        }

        @Override
        public List<Verdict> verifyAll(List<Claim> claims) {
            batches.add(claims.size());
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return claims.stream().map(claim -> verdict(claim.metadata()[0])).toList();
        }

        private static Verdict verdict(int metadata) {
            return switch (metadata) {
                case ACCEPTED -> Verdict.ACCEPTED;
                case FALSE -> Verdict.FALSE_PROOF;
                case INVALID -> Verdict.INVALID_POINT;
                default -> throw new IllegalArgumentException("this one was meant to break");
            };
        }
    }

    /** A list of one proof that has these verdicts for its statements. */
    private BoundList list(int... verdicts) {
        return listWithProofs(1, verdicts);
    }

    private BoundList listWithProofs(int proofs, int... verdicts) {
        int name = names++;
        return new BoundList(
                listOf(proofs),
                Arrays.stream(verdicts)
                        .mapToObj(verdict -> new byte[] {(byte) verdict})
                        .map(metadata -> new BoundList.Statement(
                                Bytes.of(metadata),
                                ProofDigest.of(new byte[32], BlobHash.of(new byte[] {(byte) name}), metadata)))
                        .toList());
    }

    private static ProvenCompactCiphertextList listOf(int proofs) {
        try {
            ProvenCompactCiphertextList one =
                    ProvenCompactCiphertextListCodec.INSTANCE.read(InputPayloads.of(1, FheType.UINT4));
            return new ProvenCompactCiphertextList(
                    Collections.nCopies(proofs, one.parts().getFirst()), one.kinds(), one.tag());
        } catch (MalformedInputException e) {
            throw new AssertionError(e);
        }
    }

    private static Caller caller(TenantId tenant) {
        return new Caller(tenant, new TestPresence());
    }

    private List<Verdict> verdicts(TenantId tenant, ProofDecisions.Verification verification, BoundList... lists) {
        Caller caller = caller(tenant);
        return queue.verdicts(caller, Patience.of(caller, Duration.ofMinutes(1)), List.of(lists), verification);
    }

    private Future<List<Verdict>> ask(TenantId tenant, ProofDecisions.Verification verification, BoundList... lists) {
        return callers.submit(() -> verdicts(tenant, verification, lists));
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void verdictsComeInOrderAndAcceptedStatementsAreRemembered() {
        BoundList good = list(ACCEPTED);
        BoundList bad = list(FALSE);
        BoundList invalid = list(INVALID);
        assertThat(verdicts(FIRST, new Verification(0), bad, good, invalid))
                .containsExactly(Verdict.FALSE_PROOF, Verdict.ACCEPTED, Verdict.INVALID_POINT);
        assertThat(accepted.contains(good.name())).isTrue();
        assertThat(accepted.contains(bad.name())).isFalse();
        assertThat(accepted.contains(invalid.name())).isFalse();
        assertThat(counter("coprocessor_input_proofs_accepted")).isEqualTo(1);
        assertThat(counter("coprocessor_input_proofs_refused", "reason", "false_proof"))
                .isEqualTo(1);
        assertThat(counter("coprocessor_input_proofs_refused", "reason", "invalid_point"))
                .isEqualTo(1);
        assertThat(registry.get("coprocessor_input_proof_checks").timer().count())
                .isEqualTo(1);
    }

    @Test
    void listsThatWaitTogetherAreCheckedTogetherWithinABound() throws Exception {
        Verification slow = new Verification(1);
        List<Future<List<Verdict>>> asked = new ArrayList<>();
        asked.add(ask(FIRST, slow, list(ACCEPTED)));
        await().until(() -> slow.batches.size() == 1);
        for (int i = 0; i < ProofQueue.MAXIMUM_BATCH + 2; i++) {
            asked.add(ask(FIRST, slow, list(i == 3 ? FALSE : ACCEPTED)));
            int waiting = i + 1;
            await().until(() -> queue.waiting() == waiting);
        }
        slow.release.countDown();
        for (int i = 0; i < asked.size(); i++) {
            assertThat(asked.get(i).get()).containsExactly(i == 4 ? Verdict.FALSE_PROOF : Verdict.ACCEPTED);
        }
        assertThat(slow.batches).containsExactly(1, ProofQueue.MAXIMUM_BATCH, 2);
        assertThat(queue.waiting()).isZero();
    }

    @Test
    void aListOfManyProofsIsCheckedAloneAndOneThatFillsABatchToo() throws Exception {
        Verification slow = new Verification(1);
        Future<List<Verdict>> asked = ask(
                FIRST,
                slow,
                list(ACCEPTED),
                listWithProofs(ProofQueue.MAXIMUM_BATCH + 1, ACCEPTED),
                listWithProofs(ProofQueue.MAXIMUM_BATCH, ACCEPTED),
                listWithProofs(1, ACCEPTED),
                listWithProofs(ProofQueue.MAXIMUM_BATCH - 1, ACCEPTED));
        await().until(() -> slow.batches.size() == 1);
        slow.release.countDown();
        assertThat(asked.get()).hasSize(5).containsOnly(Verdict.ACCEPTED);
        assertThat(slow.batches).containsExactly(1, 1, 1, 2);
    }

    @Test
    void slowProofsOfATenantDoNotHoldUpAnotherTenant() throws Exception {
        Verification slow = new Verification(1);
        Future<List<Verdict>> first =
                ask(FIRST, slow, list(ACCEPTED), listWithProofs(2 * ProofQueue.MAXIMUM_BATCH, ACCEPTED));
        await().until(() -> slow.batches.size() == 1);
        assertThat(queue.waiting()).isEqualTo(1);

        assertThat(verdicts(SECOND, new Verification(0), list(ACCEPTED))).containsExactly(Verdict.ACCEPTED);

        assertThat(first.isDone()).isFalse();
        slow.release.countDown();
        assertThat(first.get()).hasSize(2);
    }

    @Test
    void aTenantThatCameWhileAnothersBatchRanIsNext() throws Exception {
        ProofQueue narrow = queue(1);
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch release = new CountDownLatch(1);
        ProofDecisions.Verification firsts = claims -> {
            order.add("first");
            awaitLatch(release);
            return Collections.nCopies(claims.size(), Verdict.ACCEPTED);
        };
        ProofDecisions.Verification seconds = claims -> {
            order.add("second");
            return Collections.nCopies(claims.size(), Verdict.ACCEPTED);
        };
        List<Future<List<Verdict>>> asked = new ArrayList<>();
        BoundList running = list(ACCEPTED);
        BoundList large = listWithProofs(ProofQueue.MAXIMUM_BATCH, ACCEPTED);
        asked.add(callers.submit(() -> ask(narrow, FIRST, firsts, running)));
        await().until(() -> order.size() == 1);
        asked.add(callers.submit(() -> ask(narrow, FIRST, firsts, large)));
        await().until(() -> narrow.waiting() == 1);
        BoundList other = list(ACCEPTED);
        asked.add(callers.submit(() -> ask(narrow, SECOND, seconds, other)));
        await().until(() -> narrow.waiting() == 2);
        release.countDown();
        for (Future<List<Verdict>> each : asked) {
            assertThat(each.get()).containsExactly(Verdict.ACCEPTED);
        }
        assertThat(order).containsExactly("first", "second", "first");
    }

    private static List<Verdict> ask(
            ProofQueue queue, TenantId tenant, ProofDecisions.Verification verification, BoundList list) {
        Caller caller = caller(tenant);
        return queue.verdicts(caller, Patience.of(caller, Duration.ofMinutes(1)), List.of(list), verification);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aStatementIsCheckedOnceForAllThatAsk() throws Exception {
        Verification slow = new Verification(1);
        BoundList list = list(ACCEPTED);
        List<Future<List<Verdict>>> asked = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            asked.add(ask(FIRST, slow, list, list));
        }
        await().until(() -> slow.batches.size() == 1);
        slow.release.countDown();
        for (Future<List<Verdict>> each : asked) {
            assertThat(each.get()).containsExactly(Verdict.ACCEPTED, Verdict.ACCEPTED);
        }
        assertThat(slow.batches).hasSize(1);
    }

    @Test
    void tenantsWithTheSameKeysDoNotWaitInEachOthersQueues() throws Exception {
        Verification slow = new Verification(1);
        BoundList list = list(ACCEPTED);
        Future<List<Verdict>> first = ask(FIRST, slow, list);
        await().until(() -> slow.batches.size() == 1);

        assertThat(verdicts(SECOND, new Verification(0), list)).containsExactly(Verdict.ACCEPTED);

        assertThat(first.isDone()).isFalse();
        slow.release.countDown();
        assertThat(first.get()).containsExactly(Verdict.ACCEPTED);
    }

    @Test
    void aListThatNoCallerWaitsForAnyMoreIsNotChecked() throws Exception {
        Verification slow = new Verification(1);
        Future<List<Verdict>> first = ask(FIRST, slow, list(ACCEPTED));
        await().until(() -> slow.batches.size() == 1);
        TestPresence leaving = new TestPresence();
        Caller caller = new Caller(FIRST, leaving);
        BoundList unwanted = list(ACCEPTED);
        BoundList shared = list(ACCEPTED);
        Future<List<Verdict>> left = callers.submit(() ->
                queue.verdicts(caller, Patience.of(caller, Duration.ofMinutes(1)), List.of(unwanted, shared), slow));
        await().until(() -> queue.waiting() == 2);
        Future<List<Verdict>> stays = ask(FIRST, slow, shared);

        leaving.leave();

        assertThatThrownBy(left::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
        assertThat(queue.waiting()).isEqualTo(1);
        slow.release.countDown();
        assertThat(first.get()).hasSize(1);
        assertThat(stays.get()).containsExactly(Verdict.ACCEPTED);
        assertThat(accepted.contains(unwanted.name())).isFalse();
        assertThat(leaving.registrations()).isZero();
    }

    @Test
    void aCallerWaitsForTheBeginOfACheckAsLongAsItMay() throws Exception {
        Verification slow = new Verification(1);
        Future<List<Verdict>> first = ask(FIRST, slow, list(ACCEPTED));
        await().until(() -> slow.batches.size() == 1);
        assertThatThrownBy(() ->
                        queue.verdicts(caller(FIRST), Patience.none(), List.of(list(ACCEPTED)), new Verification(0)))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.InputProofsWaitTooLong(FIRST)));
        assertThat(queue.waiting()).isZero();
        slow.release.countDown();
        assertThat(first.get()).containsExactly(Verdict.ACCEPTED);
    }

    @Test
    void aCallerWhosePatienceEndsDuringItsCheckIsAnswered() {
        Caller caller = caller(SECOND);
        assertThat(queue.verdicts(caller, Patience.none(), List.of(list(ACCEPTED)), new Verification(0)))
                .containsExactly(Verdict.ACCEPTED);
    }

    @Test
    void aListWhoseCheckBreaksIsTheOnlyOneOfItsBatchThatFails() throws Exception {
        Verification slow = new Verification(1);
        Future<List<Verdict>> first = ask(FIRST, slow, list(ACCEPTED));
        await().until(() -> slow.batches.size() == 1);
        Future<List<Verdict>> good = ask(FIRST, slow, list(ACCEPTED));
        await().until(() -> queue.waiting() == 1);
        Future<List<Verdict>> breaks = ask(FIRST, slow, list(BREAKS));
        await().until(() -> queue.waiting() == 2);
        Future<List<Verdict>> bad = ask(FIRST, slow, list(FALSE));
        await().until(() -> queue.waiting() == 3);
        slow.release.countDown();
        assertThat(first.get()).containsExactly(Verdict.ACCEPTED);
        assertThat(good.get()).containsExactly(Verdict.ACCEPTED);
        assertThat(bad.get()).containsExactly(Verdict.FALSE_PROOF);
        assertThatThrownBy(breaks::get).hasRootCauseMessage("this one was meant to break");
        assertThat(slow.batches).containsExactly(1, 3, 1, 1, 1);
        assertThat(counter("coprocessor_input_proofs_accepted")).isEqualTo(2);
    }

    @Test
    void furtherStatementsAreTriedWhereProofsAreFalseOnly() {
        Verification verification = new Verification(0);
        BoundList second = list(FALSE, ACCEPTED);
        assertThat(verdicts(FIRST, verification, list(ACCEPTED, BREAKS))).containsExactly(Verdict.ACCEPTED);
        assertThat(verdicts(FIRST, verification, list(INVALID, BREAKS))).containsExactly(Verdict.INVALID_POINT);
        assertThat(verdicts(FIRST, verification, second)).containsExactly(Verdict.ACCEPTED);
        assertThat(verdicts(FIRST, verification, list(FALSE, FALSE))).containsExactly(Verdict.FALSE_PROOF);
        assertThat(accepted.contains(second.statements().get(0).digest())).isFalse();
        assertThat(accepted.contains(second.statements().get(1).digest())).isTrue();
        assertThat(verification.batches).hasSize(1 + 1 + 2 + 2);
    }

    @Test
    void callersAreToldWhenTheThreadsAreClosed() {
        executor.shutdownNow();
        assertThatThrownBy(() -> verdicts(FIRST, new Verification(0), list(ACCEPTED)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(queue.waiting()).isZero();
    }
}
