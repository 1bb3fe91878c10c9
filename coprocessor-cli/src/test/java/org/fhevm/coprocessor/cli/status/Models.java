package org.fhevm.coprocessor.cli.status;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.computations.repository.StoredComputation;
import org.fhevm.coprocessor.cli.status.StatusModel.Program;
import org.fhevm.coprocessor.cli.status.StatusModel.Reading;
import org.fhevm.coprocessor.cli.status.StatusModel.Stored;
import org.fhevm.coprocessor.cli.status.repository.Installation;
import org.fhevm.coprocessor.cli.status.repository.LiveWorker;
import org.fhevm.coprocessor.cli.status.repository.TenantLoad;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/** What pages of tests show. Handles are short names in ASCII. */
final class Models {
    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    static final TenantId TENANT = new TenantId(7);

    private Models() {}

    static StatusModel of(Reading reading) {
        return new StatusModel(
                NOW,
                new Program("coprocessor 1.2.3", true, true, Duration.ofHours(5)),
                List.of(),
                List.of(sample(60, 12, 3), sample(5, 10, 2)),
                List.of(new OperationLatency(
                        "ADD", 1234, Duration.ofMillis(80), Duration.ofMillis(75), Duration.ofMillis(1500))),
                List.of(new OperationLatency("AsyncCompute", 9, Duration.ofNanos(2_500_000), null, null)),
                reading);
    }

    static StatusModel of(List<StoredComputation> failures) {
        return of(new Reading.Current(stored(failures)));
    }

    static Stored stored(List<StoredComputation> failures) {
        return new Stored(
                NOW.minusSeconds(90),
                new Installation(
                        List.of(
                                new LiveWorker("host-1/4711", Duration.ofHours(3), Duration.ofSeconds(25), 16),
                                new LiveWorker("host-2/<b>", Duration.ofDays(3), Duration.ofMinutes(-5), 0)),
                        false,
                        List.of(new TenantLoad(TENANT, false, true, 3, 0, 1000, 16, 4)),
                        true),
                failures);
    }

    static Sample sample(int secondsAgo, long claimable, long waiting) {
        return new Sample(NOW.minusSeconds(secondsAgo), new Sample.Backlog(claimable, waiting), 2.5, 0, 1);
    }

    static Handle handle(String name) {
        return Handle.of(name.getBytes(StandardCharsets.US_ASCII));
    }

    static StoredComputation computation(String output, Progress progress, String... inputs) {
        return new StoredComputation(
                new TenantHandle(TENANT, handle(output)),
                FheOperation.ADD.code(),
                FheType.UINT64.code(),
                List.of(inputs).stream().map(Models::handle).toList(),
                Duration.ofMinutes(3),
                0,
                0,
                progress);
    }

    static Known known(String output, Progress progress, String... inputs) {
        return new Known(handle(output), progress instanceof Progress.Done, computation(output, progress, inputs));
    }

    static Known input(String name) {
        return new Known(handle(name), true, null);
    }
}
