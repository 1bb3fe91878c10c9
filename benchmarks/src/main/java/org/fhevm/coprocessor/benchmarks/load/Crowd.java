package org.fhevm.coprocessor.benchmarks.load;

import io.grpc.Status;
import io.grpc.fhevmcoprocessor.GetCiphertextResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Very many connections, and very many calls at once: the server may refuse some, but must keep serving. */
final class Crowd {
    private static final int CALLS_PER_CONNECTION = 100;
    private static final Duration CALL_TIME = Duration.ofSeconds(60);

    /** The first bytes of an HTTP/2 client: the preface and empty settings. */
    static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private final LoadEnvironment environment;

    Crowd(LoadEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Opens connections, leaves them idle, and reads through one more.
     *
     * @return their outcomes
     */
    String idleConnections(int count) throws Exception {
        List<SocketChannel> connections = new ArrayList<>();
        try {
            int refused = open(count, connections);
            ServerSample sample = environment.sample();
            requireServed();
            return String.format(
                    "%,d connections opened, %,d refused; a call is served; %s", count - refused, refused, sample);
        } finally {
            for (SocketChannel connection : connections) {
                connection.close();
            }
        }
    }

    private int open(int count, List<SocketChannel> connections) {
        int refused = 0;
        for (int i = 0; i < count; i++) {
            try {
                SocketChannel connection = SocketChannel.open();
                connections.add(connection);
                connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), environment.port()));
                connection.write(ByteBuffer.wrap(PREFACE));
            } catch (IOException e) {
                refused++;
            }
        }
        return refused;
    }

    /**
     * Begins calls without waiting for the answers of others.
     *
     * @return how they were answered
     */
    String callsAtOnce(int count) throws Exception {
        List<LoadClient> clients = new ArrayList<>();
        Map<String, Integer> answers = new TreeMap<>();
        CountDownLatch open = new CountDownLatch(count);
        try {
            for (int i = 0; i < count; i++) {
                if (i % CALLS_PER_CONNECTION == 0) {
                    clients.add(new LoadClient(environment));
                }
                clients.getLast()
                        .asynchronousWithin(CALL_TIME)
                        .getCiphertexts(LoadClient.read(i), new Counting(answers, open));
            }
            boolean all = open.await(2 * CALL_TIME.toSeconds(), TimeUnit.SECONDS);
            requireServed();
            synchronized (answers) {
                return String.format(
                        "%,d calls at once: %s%s; a call is served", count, answers, all ? "" : ", some unanswered");
            }
        } finally {
            clients.forEach(LoadClient::close);
        }
    }

    private void requireServed() {
        try (LoadClient client = new LoadClient(environment)) {
            client.within(Duration.ofSeconds(10)).getCiphertexts(LoadClient.read(1));
        }
    }

    private record Counting(Map<String, Integer> answers, CountDownLatch open)
            implements StreamObserver<GetCiphertextResponse> {
        @Override
        public void onNext(GetCiphertextResponse value) {}

        @Override
        public void onError(Throwable t) {
            Status status = Status.fromThrowable(t);
            count(status.getCode() + (status.getDescription() == null ? "" : " " + status.getDescription()));
        }

        @Override
        public void onCompleted() {
            count("served");
        }

        private void count(String answer) {
            synchronized (answers) {
                answers.merge(answer, 1, Integer::sum);
            }
            open.countDown();
        }
    }
}
