package org.fhevm.coprocessor.benchmarks.load;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorStub;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fhevm.tfhe.operation.FheOperation;

/** One connection to the server, and the requests that the loads consist of. */
final class LoadClient implements AutoCloseable {
    private static final AtomicLong BATCHES = new AtomicLong();

    private final ManagedChannel channel;
    private final FhevmCoprocessorBlockingStub stub;
    private final FhevmCoprocessorStub asynchronous;

    LoadClient(LoadEnvironment environment) {
        this(environment, environment.apiKey());
    }

    /** @param apiKey of the environment */
    LoadClient(LoadEnvironment environment, UUID apiKey) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "bearer " + apiKey);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), environment.port());
        channel = NettyChannelBuilder.forAddress(address, credentials(environment))
                .overrideAuthority("localhost")
                .maxInboundMessageSize(64 << 20)
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .build();
        stub = FhevmCoprocessorGrpc.newBlockingStub(channel);
        asynchronous = FhevmCoprocessorGrpc.newStub(channel);
    }

    private static ChannelCredentials credentials(LoadEnvironment environment) {
        try {
            return environment.certificate().isEmpty()
                    ? InsecureChannelCredentials.create()
                    : TlsChannelCredentials.newBuilder()
                            .trustManager(environment.certificate().get().toFile())
                            .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FhevmCoprocessorBlockingStub within(Duration time) {
        return stub.withDeadlineAfter(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    FhevmCoprocessorStub asynchronousWithin(Duration time) {
        return asynchronous.withDeadlineAfter(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** For calls that are made by hand, with the API key put into each. */
    Channel authorized() {
        return stub.getChannel();
    }

    /** A number that no other batch has. */
    static long nextBatch() {
        return BATCHES.incrementAndGet();
    }

    /**
     * Additions, alternately on two stored ciphertexts, on the previous result and a stored one, and on the previous
     * result and one of an earlier batch: as a transfer refers to balances and to other results.
     *
     * @param earlier a batch that was accepted, or 0 for none
     */
    static AsyncComputeRequest compute(long batch, int computations, long earlier) {
        AsyncComputeRequest.Builder request = AsyncComputeRequest.newBuilder();
        for (int i = 0; i < computations; i++) {
            ByteString stored = ByteString.copyFrom(
                    LoadEnvironment.storedHandle((int) ((batch + i) % LoadEnvironment.STORED_HANDLES)));
            ByteString left = i % 3 == 0 ? stored : outputHandle(batch, i - 1);
            ByteString right = i % 3 == 2 && earlier > 0 ? outputHandle(earlier, i) : stored;
            request.addComputations(AsyncComputation.newBuilder()
                    .setOperationValue(FheOperation.ADD.code())
                    .setOutputHandle(outputHandle(batch, i))
                    .addInputs(AsyncComputationInput.newBuilder().setInputHandle(left))
                    .addInputs(AsyncComputationInput.newBuilder().setInputHandle(right)));
        }
        return request.build();
    }

    /** The name of a result; looks as random as the hashes that real ones are, which matters to indexes. */
    private static ByteString outputHandle(long batch, int index) {
        long mixed = mix(batch * 1_000_003 + index);
        return ByteString.copyFrom(ByteBuffer.allocate(32)
                .putLong(mixed)
                .putLong(mix(mixed))
                .putLong(batch)
                .putInt(index)
                .array());
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    static GetCiphertextBatch read(int index) {
        return GetCiphertextBatch.newBuilder()
                .addHandles(ByteString.copyFrom(
                        LoadEnvironment.storedHandle(Math.floorMod(index, LoadEnvironment.STORED_HANDLES))))
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
