package org.fhevm.coprocessor.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Callers that behave badly: bounded in number and in time. */
final class CallerFaults {
    private static final int SLOW_READERS = 20;
    private static final int HANDLES_EACH = 2_000;
    private static final int HALF_OPEN = 300;
    private static final int GARBAGE = 500;
    private static final int LAST_MILLIS = 2_000;

    private final LoadEnvironment environment;
    private final Random random = new Random(5);

    CallerFaults(LoadEnvironment environment) {
        this.environment = environment;
    }

    List<Fault> all() {
        return List.of(
                new Fault(SLOW_READERS + " readers of 2,000 ciphertexts that do not read", this::slowReaders),
                new Fault(
                        HALF_OPEN + " calls of headers only, and as many connections without a preface",
                        this::halfOpen),
                new Fault(GARBAGE + " connections that send garbage", this::garbage));
    }

    private void slowReaders() throws InterruptedException {
        GetCiphertextBatch.Builder request = GetCiphertextBatch.newBuilder();
        for (int i = 0; i < HANDLES_EACH; i++) {
            request.addHandles(LoadClient.read(i).getHandles(0));
        }
        List<LoadClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_READERS; i++) {
                LoadClient client = new LoadClient(environment);
                clients.add(client);
                var call = begin(client, FhevmCoprocessorGrpc.getGetCiphertextsMethod());
                call.sendMessage(request.build()); // the answer is never requested
                call.halfClose();
            }
            Thread.sleep(LAST_MILLIS);
        } finally {
            clients.forEach(LoadClient::close);
        }
    }

    private static <Q, A> ClientCall<Q, A> begin(LoadClient client, MethodDescriptor<Q, A> method) {
        ClientCall<Q, A> call = client.authorized().newCall(method, CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        return call;
    }

    private void halfOpen() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try (LoadClient client = new LoadClient(environment)) {
            for (int i = 0; i < HALF_OPEN; i++) {
                begin(client, FhevmCoprocessorGrpc.getAsyncComputeMethod());
                sockets.add(connect());
            }
            Thread.sleep(LAST_MILLIS);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), environment.port());
    }

    /** In turn random bytes, random frames behind a preface, and frames that claim the greatest length. */
    private void garbage() throws IOException {
        for (int i = 0; i < GARBAGE; i++) {
            byte[] bytes = new byte[64 + random.nextInt(4096)];
            random.nextBytes(bytes);
            try (Socket socket = connect()) {
                OutputStream out = socket.getOutputStream();
                if (i % 3 != 0) {
                    out.write(Crowd.PREFACE);
                    bytes[0] = (byte) (i % 3 == 1 ? 0 : 0xff);
                    bytes[1] = 0;
                    bytes[3] = (byte) random.nextInt(10);
                }
                out.write(bytes);
            } catch (IOException e) {
                // the server has closed the connection already
            }
        }
    }
}
