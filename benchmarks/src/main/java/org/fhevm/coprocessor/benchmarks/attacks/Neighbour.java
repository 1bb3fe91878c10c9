package org.fhevm.coprocessor.benchmarks.attacks;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.grpc.fhevmcoprocessor.GetCiphertextResponse;
import io.grpc.fhevmcoprocessor.GetCiphertextSingleResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.fhevm.tfhe.operation.FheType;

/**
 * The second tenant, which only does its own work. Two clients make one call after the other, each some milliseconds
 * after the previous answer, as callers on a network do. One of them keeps its connection; the other one regularly
 * opens a new one.
 */
final class Neighbour {
    private static final int CLIENTS = 2;
    private static final String ADDRESS = "127.0.200.1";
    private static final Duration CALL_TIME = Duration.ofSeconds(10);
    private static final Duration RESULT_TIME = Duration.ofSeconds(20);
    private static final long THINK_MILLIS = 5;
    private static final long POLL_MILLIS = 5;
    private static final int ROWS = 10;
    private static final int VALUES = 2;
    private static final int CALLS_PER_CONNECTION = 20;

    private final InetSocketAddress server;
    private final Tenant tenant;
    private final byte[] left = Messages.newHandle(FheType.UINT8);
    private final byte[] right = Messages.newHandle(FheType.UINT8);
    private boolean stored;

    Neighbour(InetSocketAddress server, Tenant tenant) {
        this.server = server;
        this.tenant = tenant;
    }

    /** Works for this time. */
    Rate measure(Attack.Victim victim, Duration time) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Tally tally = new Tally();
        CountDownLatch began = new CountDownLatch(CLIENTS);
        List<Thread> threads = new ArrayList<>();
        List<Client> clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            Client client = new Client(number > 0, over);
            clients.add(client);
            threads.add(Thread.ofPlatform().start(() -> {
                began.countDown();
                client.work(victim, tally);
            }));
        }
        began.await();
        long start = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        long count = tally.done.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        over.set(true);
        clients.forEach(Client::close);
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
        return new Rate(count / seconds, count, tally.failed.get(), tally.reason);
    }

    /**
     * Its rate and failures.
     *
     * @param done calls that were answered, or rows that were computed
     * @param failed calls that were refused or not answered in time
     * @param reason of the last failure
     */
    record Rate(double perSecond, long done, long failed, String reason) {}

    /** What all clients have done in one measurement. */
    private static final class Tally {
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private volatile String reason = "";

        private void fail(Exception failure) {
            failed.incrementAndGet();
            reason = String.valueOf(failure.getMessage());
        }
    }

    private final class Client {
        private final boolean reconnects;
        private final AtomicBoolean over;
        private Caller caller = connect();
        private int turn;

        Client(boolean reconnects, AtomicBoolean over) {
            this.reconnects = reconnects;
            this.over = over;
        }

        private Caller connect() {
            return Caller.with(tenant.authorization(), server, ADDRESS);
        }

        /** Makes calls, or has rows computed, until the measurement is over. */
        void work(Attack.Victim victim, Tally tally) {
            while (!over.get()) {
                try {
                    tally.done.addAndGet(victim == Attack.Victim.SERVER ? makeCall() : haveRowsComputed());
                    TimeUnit.MILLISECONDS.sleep(THINK_MILLIS);
                } catch (StatusRuntimeException | InvalidProtocolBufferException | IllegalStateException e) {
                    if (!over.get()) {
                        tally.fail(e);
                        recover();
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        /** Alternates between three small calls. */
        private int makeCall() {
            storeOperands();
            turn++;
            if (reconnects && turn % CALLS_PER_CONNECTION == 0) {
                renew();
            }
            Caller used = current();
            switch (turn % 3) {
                case 0 -> used.call(Caller.Method.GET_CIPHERTEXTS, Messages.get(List.of(left)), CALL_TIME);
                case 1 -> compute(used);
                default ->
                    used.call(
                            Caller.Method.UPLOAD_INPUTS,
                            Messages.upload(List.of(ToyTenant.inputList(FheType.UINT8, VALUES))),
                            CALL_TIME);
            }
            return 1;
        }

        private List<byte[]> compute(Caller used) {
            List<byte[]> outputs = Messages.newHandles(FheType.UINT8, ROWS);
            used.call(Caller.Method.ASYNC_COMPUTE, Messages.sums(outputs, left, right), CALL_TIME);
            return outputs;
        }

        /** Has sums computed, and waits for them. */
        private int haveRowsComputed() throws InterruptedException, InvalidProtocolBufferException {
            storeOperands();
            Caller used = current();
            byte[] question = Messages.get(compute(used));
            long end = System.nanoTime() + RESULT_TIME.toNanos();
            while (!over.get()) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                GetCiphertextResponse answer =
                        GetCiphertextResponse.parseFrom(used.call(Caller.Method.GET_CIPHERTEXTS, question, CALL_TIME));
                if (answer.getResponsesList().stream().allMatch(GetCiphertextSingleResponse::hasCiphertext)) {
                    return ROWS;
                }
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("no results within " + RESULT_TIME.toSeconds() + " s");
                }
            }
            return 0;
        }

        private void storeOperands() {
            synchronized (Neighbour.this) {
                if (!stored) {
                    current()
                            .call(
                                    Caller.Method.TRIVIAL_ENCRYPT,
                                    Messages.trivial(List.of(left, right), FheType.UINT8),
                                    CALL_TIME);
                    stored = true;
                }
            }
        }

        /** A client that was refused waits a little, and connects again. */
        private void recover() {
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            renew();
        }

        private synchronized void renew() {
            caller.close();
            if (!over.get()) {
                caller = connect();
            }
        }

        private synchronized Caller current() {
            return caller;
        }

        synchronized void close() {
            caller.close();
        }
    }
}
