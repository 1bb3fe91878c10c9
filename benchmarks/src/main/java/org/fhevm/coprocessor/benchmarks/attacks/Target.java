package org.fhevm.coprocessor.benchmarks.attacks;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The victim as one attack sees it, with the end of the attack's time. */
final class Target {
    /** How long a call of an attack waits for its answer. */
    static final Duration CALL_TIME = Duration.ofSeconds(20);

    private static final long PAUSE_AFTER_CUT_MILLIS = 100;

    private final Installation installation;
    private final AttackSettings settings;
    private final Outcomes outcomes = new Outcomes();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private @Nullable String complaint;

    Target(Installation installation, AttackSettings settings) {
        this.installation = installation;
        this.settings = settings;
    }

    InetSocketAddress server() {
        return installation.serverAddress();
    }

    InetSocketAddress metrics() {
        return installation.server().metrics();
    }

    Tenant attacker() {
        return installation.attacker();
    }

    /** Writes another tenant, whose keys may be anything. */
    Tenant addTenant(byte[] publicKey, byte[] serverKey, byte[] publicParameters) throws SQLException {
        return installation.addTenant(3, publicKey, serverKey, publicParameters);
    }

    AttackSettings settings() {
        return settings;
    }

    Outcomes outcomes() {
        return outcomes;
    }

    /** One of the attacker's addresses. */
    static String address(int number) {
        return "127.0." + (1 + number / 200) + "." + (2 + number % 200);
    }

    boolean over() {
        return end.getCount() == 0;
    }

    void end() {
        end.countDown();
    }

    /** Does nothing until the time is over. */
    void hold() throws InterruptedException {
        end.await();
    }

    /** Does nothing for a while, or until the time is over. */
    void pause(long millis) throws InterruptedException {
        end.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Has a resource closed when the attack is over, the last one first. */
    synchronized <T extends AutoCloseable> T keep(T resource) {
        kept.push(resource);
        return resource;
    }

    /** Closes what was kept. */
    synchronized void release() {
        while (!kept.isEmpty()) {
            try {
                kept.pop().close();
            } catch (Exception e) {
                outcomes.reason("closing: " + e);
            }
        }
    }

    /** Declares the attack a success, whatever the rates are. */
    synchronized void complain(String text) {
        complaint = text;
    }

    synchronized Optional<String> complaint() {
        return Optional.ofNullable(complaint);
    }

    Caller caller(int address) {
        return keep(Caller.withoutKey(server(), address(address)));
    }

    Caller attacker(int address) {
        return keep(Caller.with(attacker().authorization(), server(), address(address)));
    }

    /** Makes a call, and counts what became of it. */
    void call(Caller caller, Caller.Method method, byte[] request) {
        counted(() -> caller.call(method, request, CALL_TIME));
    }

    /** As {@link #call}, with a message that gzip has compressed. */
    void callCompressed(Caller caller, Caller.Method method, byte[] request) {
        counted(() -> caller.callCompressed(method, request, CALL_TIME));
    }

    private void counted(Runnable call) {
        outcomes.sent();
        try {
            call.run();
            outcomes.served();
        } catch (StatusRuntimeException e) {
            if (!over()) {
                record(e);
            }
        }
    }

    private void record(StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.UNAVAILABLE && e.getCause() != null) {
            outcomes.cutOff(new IOException(e.getCause()));
        } else {
            outcomes.refused(e.getStatus());
        }
    }

    /** Repeats a turn on several threads until the time is over, at this total rate per second. */
    void repeat(int threads, double perSecond, Turn turn) throws InterruptedException {
        inParallel(threads, number -> {
            Pace pace = new Pace(perSecond / threads);
            while (!over()) {
                turn.run();
                pace.await();
            }
        });
    }

    /** Repeats a turn on several threads until the time is over, each beginning it again when it is done. */
    void repeatAtOnce(int threads, Turn turn) throws InterruptedException {
        inParallel(threads, number -> {
            while (!over()) {
                turn.run();
                // Immediate refusals must not turn this into a busy loop.
                pause(2);
            }
        });
    }

    /**
     * Repeats a turn on several connections that have exchanged prefaces and read all input, at this total rate per
     * second. A connection that ends is replaced.
     */
    void onConnections(int count, double perSecond, ConnectionTurn turn) throws InterruptedException {
        inParallel(count, number -> {
            Pace pace = new Pace(perSecond / count);
            while (!over()) {
                try (RawConnection connection = RawConnection.connect(address(number), server())) {
                    closeAtEnd(connection);
                    connection.greet();
                    connection.startReading();
                    while (!over()) {
                        turn.run(connection);
                        outcomes.sent();
                        pace.await();
                    }
                } catch (IOException e) {
                    if (!over()) {
                        outcomes.cutOff(e);
                        pause(PAUSE_AFTER_CUT_MILLIS);
                    }
                }
            }
        });
    }

    /** A thread that is blocked in sending goes on when its connection is closed. */
    void closeAtEnd(RawConnection connection) {
        Thread.ofVirtual().start(() -> {
            try {
                hold();
                connection.close();
            } catch (InterruptedException | IOException e) {
                // it is closed, or about to be
            }
        });
    }

    /** Runs parts in parallel and waits for them; each ends when the time is over. */
    void inParallel(int threads, Part part) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            running.add(Thread.startVirtualThread(() -> {
                try {
                    part.run(number);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (Exception e) {
                    outcomes.reason(String.valueOf(e));
                }
            }));
        }
        for (Thread thread : running) {
            thread.join();
        }
    }

    Connection database() throws SQLException {
        return installation.database();
    }

    /** Executes a statement as the operator of the database would. */
    int execute(String sql, Object... values) throws SQLException {
        try (Connection connection = database();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** Removes all computations, and all rows of other tenants than the second one and the attacker itself. */
    void removeRows() throws SQLException {
        execute("truncate computations");
        execute(
                "delete from ciphertexts where tenant_id <> ?",
                installation.neighbour().id());
        execute(
                "delete from input_blobs where tenant_id <> ?",
                installation.neighbour().id());
        execute(
                "delete from tenants where tenant_id not in (?, ?)",
                attacker().id(),
                installation.neighbour().id());
    }

    /** Transactions of all sessions per second, over this time. */
    double transactionsPerSecond(Duration time) throws SQLException, InterruptedException {
        // Sessions report their transactions at most once a second.
        pause(1_500);
        long before = transactions();
        long start = System.nanoTime();
        pause(time.toMillis());
        return (transactions() - before) / ((System.nanoTime() - start) / 1e9);
    }

    private long transactions() throws SQLException {
        try (Connection connection = database();
                PreparedStatement statement = connection.prepareStatement(
                        "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()");
                java.sql.ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A turn of a loop. */
    @FunctionalInterface
    interface Turn {
        void run() throws Exception;
    }

    /** A turn of a loop on a connection. */
    @FunctionalInterface
    interface ConnectionTurn {
        void run(RawConnection connection) throws Exception;
    }

    /** The work of one of several threads. */
    @FunctionalInterface
    interface Part {
        void run(int number) throws Exception;
    }
}
