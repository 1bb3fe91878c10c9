package org.fhevm.coprocessor.server;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.tenant.EngineTenantLoader;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.Requests;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Arbitrary bytes as the messages of the four calls, through the whole server to the database. The caller gets an
 * answer or a refusal that is its own fault: no defect, no failure of the database, and no more memory than the bytes
 * pay for.
 */
@EmbeddedDatabase
class RequestFuzzTest {
    private static final String TOY_API_KEY = "c1503fb6-d79b-4e9e-826d-44cf262f3e05";
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The fixed cost of a call, and the allocations of other threads of the JVM meanwhile. */
    private static final long BYTES_PER_CALL = 64 << 20;

    private static final long BYTES_PER_BYTE = 1000;

    private static FhePool pool;
    private static ServerUnderTest server;
    private static ServerUnderTest toyServer;

    @BeforeAll
    static void start(Database database) {
        pool = new FhePool(2);
        TestVectors toy = TestVectors.toy();
        server = ServerUnderTest.with(database, new FakeEvaluator());
        toyServer = ServerUnderTest.with(database, new EngineTenantLoader(pool), config -> config);
        toyServer.addTenant(
                TOY_API_KEY,
                ServerUnderTest.ACL,
                ServerUnderTest.VERIFIER,
                new StoredKeySet(Map.of(
                        KeyPart.PUBLIC, KeySource.ofBytes(toy.bytes("keys/pks")),
                        KeyPart.SERVER, KeySource.ofBytes(toy.bytes("keys/sks")),
                        KeyPart.PUBLIC_PARAMETERS, KeySource.ofBytes(toy.bytes("keys/pp")))));
    }

    @AfterAll
    static void stop() {
        toyServer.close();
        server.close();
        pool.close();
    }

    @FuzzTest
    void asyncCompute(byte[] message) {
        sendWithinMeans(FhevmCoprocessorGrpc.getAsyncComputeMethod(), message);
    }

    @FuzzTest
    void trivialEncryptCiphertexts(byte[] message) {
        sendWithinMeans(FhevmCoprocessorGrpc.getTrivialEncryptCiphertextsMethod(), message);
    }

    @FuzzTest
    void uploadInputs(byte[] message) {
        sendWithinMeans(FhevmCoprocessorGrpc.getUploadInputsMethod(), message);
    }

    @FuzzTest
    void getCiphertexts(byte[] message) {
        sendWithinMeans(FhevmCoprocessorGrpc.getGetCiphertextsMethod(), message);
    }

    /**
     * With keys, so that a list is also expanded. The memory is not checked here: the number of the list's blocks
     * bounds it, not that of its bytes.
     */
    @FuzzTest
    void uploadedList(byte[] list) {
        send(
                toyServer.client("bearer " + TOY_API_KEY).getChannel(),
                FhevmCoprocessorGrpc.getUploadInputsMethod(),
                Requests.upload(list).toByteArray());
    }

    /**
     * A call that allocates too much is sent again before it counts as a fault, since the first one may have loaded
     * classes.
     */
    private static void sendWithinMeans(MethodDescriptor<?, ?> method, byte[] message) {
        long limit = BYTES_PER_CALL + BYTES_PER_BYTE * message.length;
        long allocated = allocatedBySending(method, message);
        if (allocated > limit) {
            allocated = allocatedBySending(method, message);
        }
        if (allocated > limit) {
            throw new AssertionError(message.length + " bytes of message took " + allocated + " bytes");
        }
    }

    private static long allocatedBySending(MethodDescriptor<?, ?> method, byte[] message) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        send(server.client().getChannel(), method, message);
        return THREADS.getTotalThreadAllocatedBytes() - before;
    }

    private static void send(Channel channel, MethodDescriptor<?, ?> method, byte[] message) {
        try {
            ClientCalls.blockingUnaryCall(
                    channel, raw(method), CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS), message);
        } catch (StatusRuntimeException e) {
            requireOrdinary(e);
        }
    }

    private static void requireOrdinary(StatusRuntimeException refusal) {
        String text = String.valueOf(refusal.getStatus().getDescription());
        boolean late = refusal.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
        if (late || text.startsWith("internal error") || text.startsWith("Coprocessor db error")) {
            throw new AssertionError("a message brings the server into trouble", refusal);
        }
    }

    private static MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<?, ?> method) {
        return method.toBuilder(Bytes.INSTANCE, Bytes.INSTANCE).build();
    }

    /** Messages in their form on the wire. */
    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
