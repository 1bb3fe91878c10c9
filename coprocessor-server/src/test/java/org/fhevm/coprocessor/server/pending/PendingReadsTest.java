package org.fhevm.coprocessor.server.pending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingReadsTest {

    private static final TenantId A = new TenantId(1);
    private static final TenantId B = new TenantId(2);
    private static final Handle X = Handle.fromHex("0a");
    private static final Handle Y = Handle.fromHex("0b");
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Set<TenantHandle> pending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicInteger failing = new AtomicInteger();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private PendingReads reads = start(new PendingReads.Timing(Duration.ofMillis(1), LONG, LONG));

    private PendingReads start(PendingReads.Timing timing) {
        PendingReads started =
                new PendingReads(Waiting.DEFAULT, this::lookUp, timing, new ServerEvents(), new SimpleMeterRegistry());
        started.start();
        return started;
    }

    private Set<TenantHandle> lookUp(Collection<TenantHandle> asked) {
        lookups.incrementAndGet();
        if (failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new DataAccessException("the database is away");
        }
        Set<TenantHandle> found = new HashSet<>(asked);
        found.retainAll(pending);
        return found;
    }

    @AfterEach
    void stop() {
        reads.close();
        callers.close();
    }

    private PendingReads.Wait begin(TenantId tenant, Handle... handles) {
        for (Handle handle : handles) {
            pending.add(new TenantHandle(tenant, handle));
        }
        return reads.begin(tenant, Set.of(handles)).orElseThrow();
    }

    private Future<?> sleeping(PendingReads.Wait wait) {
        return callers.submit(() -> wait.await(LONG));
    }

    private void complete(TenantId tenant, Handle handle) {
        pending.remove(new TenantHandle(tenant, handle));
    }

    @Test
    void aReadIsWokenByAnAnnouncementForItsTenantOnceEverythingIsThere() throws Exception {
        reads.listening();
        Future<?> waiting = sleeping(begin(A, X, Y));
        int before = lookups.get();
        reads.heard(List.of("2,3"));
        assertThat(lookups).as("of other tenants").hasValue(before);

        complete(A, X);
        reads.heard(List.of("3,1"));
        await().until(() -> lookups.get() > before);
        assertThat(waiting).isNotDone();

        complete(A, Y);
        reads.heard(List.of(""));
        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void nothingIsLookedUpWhileNothingIsAnnounced() throws Exception {
        reads.listening();
        PendingReads.Wait wait = begin(A, X);
        Future<?> waiting = callers.submit(() -> wait.await(Duration.ofMillis(300)));
        waiting.get(10, TimeUnit.SECONDS);
        assertThat(lookups).as("when the wait began").hasValue(1);
        wait.close();
        assertThat(reads.waiting()).isZero();
    }

    @Test
    void manyAnnouncementsCauseFewLookUps() throws Exception {
        reads.close();
        reads = start(new PendingReads.Timing(Duration.ofMillis(200), LONG, LONG));
        reads.listening();
        Future<?> waiting = sleeping(begin(A, X));
        long began = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            reads.heard(List.of("1"));
        }
        complete(A, X);
        reads.heard(List.of("1"));
        waiting.get(10, TimeUnit.SECONDS);
        long periods = 1 + (System.nanoTime() - began) / Duration.ofMillis(200).toNanos();
        assertThat(lookups.get()).isLessThanOrEqualTo((int) (2 + periods));
    }

    @Test
    void nothingIsWaitedForThatNothingComputes() {
        assertThat(reads.begin(A, Set.of(X))).isEmpty();
        assertThat(reads.waiting()).isZero();
    }

    @Test
    void whatCompletesWhileTheWaitBeginsIsNotMissed() throws Exception {
        reads.close();
        PendingReads racing = new PendingReads(
                Waiting.DEFAULT,
                asked -> {
                    Set<TenantHandle> still = lookUp(asked);
                    if (lookups.get() == 1) {
                        // Completed and announced just after the look-up.
                        complete(A, X);
                        racingReads().heard(List.of("1"));
                    }
                    return still;
                },
                new PendingReads.Timing(Duration.ofMillis(1), LONG, LONG),
                new ServerEvents(),
                new SimpleMeterRegistry());
        reads = racing;
        racing.start();
        racing.listening();
        sleeping(begin(A, X)).get(10, TimeUnit.SECONDS);
    }

    private PendingReads racingReads() {
        return reads;
    }

    @Test
    void withoutAnnouncementsResultsAreFoundAtTheSlowInterval() throws Exception {
        reads.close();
        reads = start(new PendingReads.Timing(Duration.ofMillis(1), LONG, Duration.ofMillis(50)));
        Future<?> waiting = sleeping(begin(A, X));
        complete(A, X);
        waiting.get(10, TimeUnit.SECONDS);

        reads.listening();
        Future<?> again = sleeping(begin(B, Y));
        reads.lost(new SQLException("cut"));
        complete(B, Y);
        again.get(10, TimeUnit.SECONDS);
    }

    @Test
    void otherWorkersResultsAreFoundAtTheSlowIntervalHoweverManyAnnouncementsThereAre() throws Exception {
        reads.close();
        reads = start(new PendingReads.Timing(Duration.ofMillis(1), Duration.ofMillis(100), LONG));
        reads.listening();
        PendingReads.Wait ofA = begin(A, X);
        Future<?> waiting = sleeping(begin(B, Y));
        complete(B, Y);
        await().until(() -> {
            reads.heard(List.of("1"));
            return waiting.isDone();
        });
        ofA.close();
    }

    @Test
    void connectingAgainLooksEverythingUp() throws Exception {
        Future<?> waiting = sleeping(begin(A, X));
        complete(A, X);
        reads.listening();
        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aLookUpThatFailsIsRepeated() throws Exception {
        reads.listening();
        Future<?> waiting = sleeping(begin(A, X));
        complete(A, X);
        failing.set(2);
        reads.heard(List.of("1"));
        waiting.get(10, TimeUnit.SECONDS);
        assertThat(failing).hasValue(0);
    }

    @Test
    void aFailureWhileTheWaitBeginsLeavesNothingBehind() {
        failing.set(1);
        assertThat(catchThrowable(() -> reads.begin(A, Set.of(X)))).isInstanceOf(DataAccessException.class);
        assertThat(reads.waiting()).isZero();
    }

    @Test
    void aWaitThatIsEndedIsForgottenAtOnce() throws Exception {
        PendingReads.Wait wait = begin(A, X);
        Future<?> waiting = sleeping(wait);
        assertThat(reads.waiting()).isEqualTo(1);
        wait.end();
        waiting.get(10, TimeUnit.SECONDS);
        assertThat(reads.waiting()).isZero();
        wait.close();
        assertThat(reads.waiting()).isZero();
    }

    @Test
    void closingEndsAllWaitsAndBeginsNone() throws Exception {
        List<Future<?>> waiting = Collections.nCopies(3, 0).stream()
                .<Future<?>>map(any -> sleeping(begin(A, X)))
                .toList();
        reads.close();
        for (Future<?> one : waiting) {
            one.get(10, TimeUnit.SECONDS);
        }
        assertThat(reads.begin(A, Set.of(X))).isEqualTo(Optional.empty());
    }
}
