package org.fhevm.coprocessor.benchmarks.attacks;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A gRPC client of one address whose messages are plain bytes, so that they may be anything. */
final class Caller implements AutoCloseable {
    static final String SERVICE = "fhevm.coprocessor.FhevmCoprocessor";

    private static final int MAXIMUM_ANSWER_BYTES = 64 << 20;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel connection;
    private final Channel channel;

    private Caller(ManagedChannel connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    /** Calls without any key, from an address of the loopback network. Connects at the first call. */
    static Caller withoutKey(InetSocketAddress server, String from) {
        ManagedChannel connection = NettyChannelBuilder.forAddress(server)
                .localSocketPicker(new NettyChannelBuilder.LocalSocketPicker() {
                    @Override
                    public InetSocketAddress createSocketAddress(
                            java.net.SocketAddress remote, io.grpc.Attributes attributes) {
                        return new InetSocketAddress(from, 0);
                    }
                })
                .usePlaintext()
                .maxInboundMessageSize(MAXIMUM_ANSWER_BYTES)
                .build();
        return new Caller(connection, connection);
    }

    /** Calls with a value of the header {@code authorization}. */
    static Caller with(String authorization, InetSocketAddress server, String from) {
        return withoutKey(server, from).with(authorization);
    }

    /** A caller with another value of the header, on the same connection. */
    Caller with(String authorization) {
        return new Caller(connection, ClientInterceptors.intercept(connection, new Authorization(authorization)));
    }

    byte[] call(Method method, byte[] request, Duration deadline) throws StatusRuntimeException {
        return ClientCalls.blockingUnaryCall(
                channel, method.descriptor, CallOptions.DEFAULT.withDeadlineAfter(deadline), request);
    }

    byte[] callCompressed(Method method, byte[] request, Duration deadline) throws StatusRuntimeException {
        return ClientCalls.blockingUnaryCall(
                channel,
                method.descriptor,
                CallOptions.DEFAULT.withDeadlineAfter(deadline).withCompression("gzip"),
                request);
    }

    ListenableFuture<byte[]> begin(Method method, byte[] request, Duration deadline) {
        ClientCall<byte[], byte[]> call =
                channel.newCall(method.descriptor, CallOptions.DEFAULT.withDeadlineAfter(deadline));
        return ClientCalls.futureUnaryCall(call, request);
    }

    @Override
    public void close() {
        connection.shutdownNow();
        try {
            connection.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The methods of the service. */
    enum Method {
        ASYNC_COMPUTE("AsyncCompute"),
        UPLOAD_INPUTS("UploadInputs"),
        GET_CIPHERTEXTS("GetCiphertexts"),
        TRIVIAL_ENCRYPT("TrivialEncryptCiphertexts");

        private final MethodDescriptor<byte[], byte[]> descriptor;

        Method(String name) {
            this.descriptor = MethodDescriptor.newBuilder(Bytes.MARSHALLER, Bytes.MARSHALLER)
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                    .build();
        }

        String path() {
            return "/" + descriptor.getFullMethodName();
        }
    }

    private record Authorization(String value) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, value);
                    super.start(listener, headers);
                }
            };
        }

        @Override
        public String toString() {
            return "Authorization";
        }
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        MARSHALLER;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
