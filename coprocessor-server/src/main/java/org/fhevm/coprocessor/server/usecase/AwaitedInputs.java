package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.BlockedComputations;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.server.config.UnknownInputs;
import org.fhevm.tfhe.operation.FheType;

/**
 * Decides whether computations may wait for inputs that are neither stored nor announced, and blocks those that may.
 * Each tenant has a bounded number of them. The more there are, the longer counting takes, and the more rarely it is
 * done; in between, computations that this server accepts are added. With several servers, a tenant may therefore
 * exceed its bound by those that the others accept meanwhile. Thread-safe.
 */
public final class AwaitedInputs {
    /**
     * Pause between two counts, and once more for each {@link #COUNTED_PER_PERIOD} computations that wait, so that
     * counting takes some percent of the time.
     */
    static final Duration COUNT_PERIOD = Duration.ofSeconds(1);

    private static final int COUNTED_PER_PERIOD = 10_000;

    /** Handles on chain have 32 bytes, of which the last two are type and version. */
    private static final int CHAIN_HANDLE_BYTES = 32;

    private static final int TYPE_BYTE = 30;
    private static final int VERSION_BYTE = 31;

    private final UnknownInputs policy;
    private final BlockedComputations blocked;
    private final MonotonicClock clock;
    private final Map<TenantId, Count> counts = new ConcurrentHashMap<>();

    public AwaitedInputs(UnknownInputs policy, BlockedComputations blocked, MonotonicClock clock) {
        this.policy = policy;
        this.blocked = blocked;
        this.clock = clock;
    }

    /**
     * The types of unknown inputs that computations may wait for. A handle on chain states its type. The worker checks
     * the type against the ciphertext when it is stored, and a computation that does not fit fails with the reason.
     *
     * @return no entry for a handle that states no type, and none at all if unknown inputs are refused
     */
    public Map<Handle, FheType> typesOf(Collection<Handle> unknown) {
        Map<Handle, FheType> types = new HashMap<>();
        switch (policy) {
            case UnknownInputs.Refuse() -> {}
            case UnknownInputs.Wait wait ->
                unknown.forEach(handle -> type(handle).ifPresent(type -> types.put(handle, type)));
        }
        return types;
    }

    private static Optional<FheType> type(Handle handle) {
        byte[] bytes = handle.bytes();
        return bytes.length == CHAIN_HANDLE_BYTES && bytes[VERSION_BYTE] == 0
                ? FheType.fromCode(bytes[TYPE_BYTE])
                : Optional.empty();
    }

    /** For each computation that uses an unknown input itself, the first such input, by result. */
    static SortedMap<Handle, Handle> blocked(Collection<Computation> computations, Collection<Handle> unknown) {
        SortedMap<Handle, Handle> blocked = new TreeMap<>();
        if (!unknown.isEmpty()) {
            for (Computation computation : computations) {
                computation.dependencies().stream()
                        .filter(unknown::contains)
                        .findFirst()
                        .ifPresent(input -> blocked.put(computation.output(), input));
            }
        }
        return blocked;
    }

    /** Whether this number of further computations of a tenant may wait; they count from now on. */
    boolean admit(TenantId tenant, int more) {
        return switch (policy) {
            case UnknownInputs.Refuse() -> more == 0;
            case UnknownInputs.Wait wait -> more == 0 || admit(tenant, more, wait.maximumPerTenant());
        };
    }

    private boolean admit(TenantId tenant, int more, int maximum) {
        Duration now = clock.now();
        Count known = counts.get(tenant);
        if (known == null || !known.isCurrent(now)) {
            // Calls that count at the same time overwrite each other's counts. The excess is at most what one period
            // admits.
            counts.put(tenant, new Count(blocked.count(tenant, maximum), now));
        }
        AtomicBoolean admitted = new AtomicBoolean();
        counts.computeIfPresent(tenant, (key, count) -> {
            admitted.set(count.blocked() <= maximum - more);
            return admitted.get() ? new Count(count.blocked() + more, count.countedAt()) : count;
        });
        return admitted.get();
    }

    /** Part of the transaction that inserts the computations. */
    void block(BlockedComputations rows, TenantId tenant, SortedMap<Handle, Handle> blocked) {
        switch (policy) {
            case UnknownInputs.Refuse() -> {}
            case UnknownInputs.Wait wait -> rows.block(tenant, blocked, wait.longestWait());
        }
    }

    /** Upper bound of the computations that wait. */
    private record Count(int blocked, Duration countedAt) {
        boolean isCurrent(Duration now) {
            Duration period = COUNT_PERIOD.multipliedBy(1 + blocked / COUNTED_PER_PERIOD);
            return now.minus(countedAt).compareTo(period) < 0;
        }
    }
}
