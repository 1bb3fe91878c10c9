package org.fhevm.coprocessor.cli.status;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.QueuePart;
import org.fhevm.coprocessor.cli.status.StatusModel.Reading;
import org.fhevm.coprocessor.cli.status.StatusModel.Stored;
import org.fhevm.coprocessor.cli.status.repository.ConsumerSearch;
import org.fhevm.coprocessor.cli.status.repository.StatusRepository;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.SchemaMismatchException;
import org.fhevm.coprocessor.database.SqlState;
import org.fhevm.coprocessor.worker.claim.QueueDepth;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/** Reads the database for the pages, and remembers what it read last. Not thread-safe, but for {@link #depth}. */
final class StatusSource {
    /** Failed computations on the page. */
    static final int MOST_FAILURES = 50;

    private final StatusRepository repository;
    private final ComputationSearch computations;
    private final ConsumerSearch consumers;
    private final InstantSource clock;
    private @Nullable Stored last;

    StatusSource(Database database, InstantSource clock) {
        this.repository = new StatusRepository(database);
        this.computations = new ComputationSearch(database, StatusRepository.TIME_LIMIT);
        this.consumers = new ConsumerSearch(database);
        this.clock = clock;
    }

    /** How many computations are in the queue; empty if the database does not tell. */
    Optional<QueueDepth> depth() {
        try {
            return Optional.of(repository.depth());
        } catch (DataAccessException e) {
            return Optional.empty();
        }
    }

    Reading read() {
        try {
            Stored stored = new Stored(
                    clock.instant(),
                    repository.read(),
                    computations.list(QueuePart.FAILED, Optional.empty(), MOST_FAILURES));
            last = stored;
            return new Reading.Current(stored);
        } catch (DataAccessException e) {
            return new Reading.Outdated(reason(e), last);
        }
    }

    /** @throws DataAccessException if the database does not answer in time */
    HandleModel around(TenantId tenant, Handle handle) {
        return new HandleModel(
                tenant,
                handle,
                Neighbourhood.of(handle, handles -> computations.find(tenant, handles), StatusSource::inputs),
                Neighbourhood.of(
                        handle, handles -> computations.find(tenant, handles), values -> consumers(tenant, values)));
    }

    private static Map<Handle, List<Handle>> inputs(Collection<Known> values) {
        Map<Handle, List<Handle>> inputs = new HashMap<>();
        for (Known value : values) {
            value.computation().ifPresent(computation -> inputs.put(value.handle(), computation.inputs()));
        }
        return inputs;
    }

    /** The consumers whose computations have the value as an encrypted operand. */
    private Map<Handle, List<Handle>> consumers(TenantId tenant, Collection<Known> values) {
        Map<Handle, List<Handle>> named =
                consumers.of(tenant, values.stream().map(Known::handle).toList());
        Map<Handle, Known> found = computations.find(
                tenant, named.values().stream().flatMap(List::stream).distinct().toList());
        Map<Handle, List<Handle>> real = new HashMap<>();
        named.forEach((handle, results) -> real.put(
                handle,
                new ArrayList<>(results.stream()
                        .filter(result -> takes(found.get(result), handle))
                        .toList())));
        return real;
    }

    private static boolean takes(@Nullable Known result, Handle input) {
        return result != null
                && result.computation()
                        .map(computation -> computation.inputs().contains(input))
                        .orElse(false);
    }

    /** Why the database did not answer, in words that contain nothing of its address. */
    static String reason(DataAccessException failure) {
        if (SqlState.QUERY_CANCELED.isOf(failure)) {
            return "it takes longer than " + StatusRepository.TIME_LIMIT.toSeconds() + " s for an answer";
        }
        if (failure instanceof SchemaMismatchException) {
            return "it does not have the schema of this program";
        }
        return SqlState.INSUFFICIENT_PRIVILEGE.isOf(failure)
                ? "its account may not read all tables of the queue"
                : "it does not answer";
    }
}
