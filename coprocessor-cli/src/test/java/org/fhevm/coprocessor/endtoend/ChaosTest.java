package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.database.testing.CuttableNetwork;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers, each a process with one thread, compute a stream of random graphs while the test kills and pauses them,
 * cuts and silences their network, and restarts the database. No result may be lost, take effect twice, be wrong, or
 * stay leased to a dead worker.
 *
 * <p>{@code -Dchaos.kills} is the number of workers killed; for every eight of them there is a pause, a cut, a silence
 * and a restart.
 */
@EmbeddedDatabase
@Tag("chaos")
class ChaosTest {
    private static final int KILLS = Integer.getInteger("chaos.kills", 8);
    private static final int KILLS_FOR_OTHERS = 8;
    private static final int WORKERS = 2;
    private static final Duration LEASE = Duration.ofSeconds(4);
    /** Largest delay of the end of a lease; a fault that is meant to outlive a lease lasts longer by this time. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    /** Largest number of waiting computations, so that there is always work to disturb and never too much to finish. */
    private static final int BACKLOG = 600;

    private static final int HANDLES_AT_ONCE = 1000;

    private enum Fault {
        KILL,
        PAUSE,
        CUT,
        SILENCE,
        RESTART
    }

    private final Random random = new Random(1);
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final List<Duration> recoveries = new ArrayList<>();
    private final AtomicBoolean ending = new AtomicBoolean();

    @Test
    void nothingIsLostDoneTwiceWrongOrHeldByTheDead(TestServer server, @TempDir Path folder) throws Exception {
        RunningCoprocessor coprocessor = RunningCoprocessor.startServer(server);
        try (CuttableNetwork link = new CuttableNetwork(server.postgres().port());
                ScenarioClient client = new ScenarioClient(coprocessor, folder);
                QueueView queue = new QueueView(coprocessor.databaseUrl())) {
            RandomGraphs graphs = new RandomGraphs(7, client::newHandle);
            LeaseWatch leases = new LeaseWatch(queue, LEASE, GRACE);
            String behindTheLink =
                    coprocessor.databaseUrl().replace(":" + server.postgres().port() + "/", ":" + link.port() + "/");
            for (int i = 0; i < WORKERS; i++) {
                workers.add(WorkerProcess.start(behindTheLink, LEASE, folder.resolve("workers.log")));
            }
            Thread submitting = Thread.startVirtualThread(() -> submit(client, graphs, queue));
            queue.awaitProgress(0, Duration.ofMinutes(1));
            for (Fault fault : faults()) {
                Thread.sleep(500 + random.nextInt(2000));
                int victim = random.nextInt(WORKERS);
                switch (fault) {
                    case KILL -> {
                        workers.get(victim).kill();
                        leases.killed(workers.get(victim));
                        workers.set(victim, WorkerProcess.start(behindTheLink, LEASE, folder.resolve("workers.log")));
                    }
                    case PAUSE -> {
                        workers.get(victim).pause();
                        Thread.sleep(LEASE.plus(GRACE).toMillis());
                        workers.get(victim).resume();
                    }
                    case CUT -> {
                        link.cut();
                        Thread.sleep(1000);
                        link.restore();
                        measureRecovery(queue);
                    }
                    case SILENCE -> {
                        link.silence();
                        Thread.sleep(LEASE.plus(GRACE).toMillis());
                        link.restore();
                    }
                    case RESTART -> {
                        server.postgres().stop();
                        Thread.sleep(500);
                        server.postgres().startAgain();
                        measureRecovery(queue);
                    }
                }
                leases.check();
            }
            ending.set(true);
            submitting.join();
            check(client, graphs, queue);
            leases.check();
        } finally {
            workers.forEach(WorkerProcess::close);
        }
    }

    private List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        for (int kill = 1; kill <= KILLS; kill++) {
            faults.add(Fault.KILL);
            if (kill % KILLS_FOR_OTHERS == 0) {
                faults.addAll(List.of(Fault.PAUSE, Fault.CUT, Fault.SILENCE, Fault.RESTART));
            }
        }
        return faults;
    }

    /** Sends requests until the end; one that fails for want of a database is sent again. */
    private void submit(ScenarioClient client, RandomGraphs graphs, QueueView queue) {
        while (!ending.get()) {
            RandomGraphs.Request request = graphs.next();
            untilItSucceeds(() -> client.trivialEncrypt(request.inputs()));
            untilItSucceeds(() -> client.compute(request.computations()));
            await().atMost(LONGEST_WAIT).until(() -> queue.pending() <= BACKLOG || ending.get());
        }
    }

    private static void untilItSucceeds(Runnable call) {
        await().atMost(LONGEST_WAIT)
                .ignoreExceptionsInstanceOf(CommandFailure.class)
                .untilAsserted(call::run);
    }

    private void measureRecovery(QueueView queue) {
        recoveries.add(queue.awaitProgress(queue.completed(), Duration.ofMinutes(1)));
    }

    private void check(ScenarioClient client, RandomGraphs graphs, QueueView queue) throws Exception {
        int computations = queue.total();
        queue.awaitProgress(computations - 1, LONGEST_WAIT);
        assertThat(queue.number("select count(*) from computations where is_error or not is_completed"))
                .as("computations that failed or are not done")
                .isZero();
        assertThat(queue.number("select count(*) from computations c where not exists (select from ciphertexts t"
                        + " where t.tenant_id = c.tenant_id and t.handle = c.output_handle)"))
                .as("computations that are done without a result")
                .isZero();
        for (List<ByteString> handles :
                Lists.partition(List.copyOf(graphs.values().keySet()), HANDLES_AT_ONCE)) {
            List<ScenarioClient.Result> results = client.results(handles);
            for (int i = 0; i < handles.size(); i++) {
                assertThat(results.get(i).value())
                        .as("%s", handles.get(i))
                        .isEqualTo(graphs.values().get(handles.get(i)));
            }
        }
        System.out.printf(
                "chaos: %d computations right after %d faults; back at work after %s ms%n",
                computations,
                faults().size(),
                recoveries.stream().map(Duration::toMillis).toList());
    }
}
