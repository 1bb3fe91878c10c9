package org.fhevm.coprocessor.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.GetCiphertextSingleResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputToUpload;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/**
 * A connection to a coprocessor, as one tenant. A call that the coprocessor refuses is a {@link CommandFailure} with
 * its status.
 */
public final class CoprocessorClient implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration CALL_TIME = Duration.ofMinutes(2);
    private static final long SHORTEST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;
    /**
     * The next pause is the time waited so far divided by this number, within the bounds above: polling costs little,
     * and a result is fetched soon after it is complete.
     */
    private static final int PAUSES = 20;

    /** An answer with thousands of ciphertexts exceeds the default limit of gRPC clients. */
    private static final int MAXIMUM_ANSWER_BYTES = 256 << 20;

    private static final String HTTP = "http://";
    private static final String HTTPS = "https://";

    private final ManagedChannel channel;
    private final FhevmCoprocessorBlockingStub stub;

    private CoprocessorClient(ManagedChannel channel, UUID apiKey) {
        this.channel = channel;
        this.stub = FhevmCoprocessorGrpc.newBlockingStub(channel).withInterceptors(new Authorization(apiKey));
    }

    /** Connects at the first call, over TLS with {@link TlsOptions#NONE} if the URL says so. */
    public static CoprocessorClient connect(String url, UUID apiKey) {
        return connect(url, apiKey, TlsOptions.NONE);
    }

    /**
     * Connects at the first call.
     *
     * @param url {@code http://host:port} or {@code https://host:port}; without scheme, it is http
     * @throws CommandFailure if the URL is of another form, or files of TLS cannot be read
     */
    public static CoprocessorClient connect(String url, UUID apiKey, TlsOptions tls) {
        boolean isTls = url.startsWith(HTTPS);
        String target = url.substring(isTls ? HTTPS.length() : url.startsWith(HTTP) ? HTTP.length() : 0);
        if (target.contains("/") || !target.contains(":")) {
            throw new CommandFailure("the URL of a coprocessor is http://host:port or https://host:port, not " + url);
        }
        ChannelCredentials credentials = isTls ? tls.credentials() : InsecureChannelCredentials.create();
        return new CoprocessorClient(
                Grpc.newChannelBuilder("dns:///" + target, credentials)
                        .maxInboundMessageSize(MAXIMUM_ANSWER_BYTES)
                        .build(),
                apiKey);
    }

    /** Uploads one input list and returns the handles of its values with their attestation. */
    public InputCiphertextResponse upload(byte[] list, String contractAddress, String userAddress) {
        InputToUpload input = InputToUpload.newBuilder()
                .setInputPayload(ByteString.copyFrom(list))
                .setContractAddress(contractAddress)
                .setUserAddress(userAddress)
                .build();
        InputUploadBatch batch =
                InputUploadBatch.newBuilder().addInputCiphertexts(input).build();
        return call(() -> timed().uploadInputs(batch)).getUploadResponses(0);
    }

    /** Schedules computations. */
    public void compute(List<AsyncComputation> computations) {
        AsyncComputeRequest request = AsyncComputeRequest.newBuilder()
                .addAllComputations(computations)
                .build();
        call(() -> timed().asyncCompute(request));
    }

    /** Stores clear values as trivial ciphertexts. */
    public void trivialEncrypt(List<TrivialEncryptRequestSingle> values) {
        TrivialEncryptBatch batch =
                TrivialEncryptBatch.newBuilder().addAllValues(values).build();
        call(() -> timed().trivialEncryptCiphertexts(batch));
    }

    /**
     * The ciphertexts of these handles, in their order, as soon as all of them exist.
     *
     * @throws CommandFailure if some do not exist in time
     */
    public List<FetchedCiphertext> await(List<ByteString> handles, Duration patience) {
        Map<ByteString, FetchedCiphertext> found = new HashMap<>();
        LinkedHashSet<ByteString> missing = new LinkedHashSet<>(handles);
        Instant start = Instant.now();
        while (true) {
            // Polls only for the first one until it exists: one handle costs the server little.
            while (!missing.isEmpty() && !find(Set.of(missing.getFirst())).isEmpty()) {
                found.putAll(find(missing));
                missing.removeAll(found.keySet());
            }
            if (missing.isEmpty()) {
                return handles.stream().map(found::get).toList();
            }
            Duration waited = Duration.between(start, Instant.now());
            if (waited.compareTo(patience) > 0) {
                throw new CommandFailure("no result within " + patience.toSeconds()
                        + " s; is a worker running, and what does the column error_message of its computations say?");
            }
            pause(waited.dividedBy(PAUSES));
        }
    }

    /** The ciphertexts of those handles that have one now. */
    private Map<ByteString, FetchedCiphertext> find(Collection<ByteString> handles) {
        GetCiphertextBatch batch =
                GetCiphertextBatch.newBuilder().addAllHandles(handles).build();
        return call(() -> timed().getCiphertexts(batch)).getResponsesList().stream()
                .filter(GetCiphertextSingleResponse::hasCiphertext)
                .collect(Collectors.toMap(
                        GetCiphertextSingleResponse::getHandle, GetCiphertextSingleResponse::getCiphertext));
    }

    private static void pause(Duration wanted) {
        try {
            Thread.sleep(Math.clamp(wanted.toMillis(), SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while waiting for results", e);
        }
    }

    private FhevmCoprocessorBlockingStub timed() {
        return stub.withDeadlineAfter(CALL_TIME.toMillis(), TimeUnit.MILLISECONDS);
    }

    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNAVAILABLE
                    && e.getStatus().getCause() != null) {
                throw new CommandFailure(
                        "cannot reach the coprocessor at " + channel.authority()
                                + ": is its server running, and is the URL right? ("
                                + e.getStatus().getDescription()
                                + ")",
                        e);
            }
            throw new CommandFailure(
                    "the coprocessor at " + channel.authority() + " answers "
                            + e.getStatus().getCode() + ": " + e.getStatus().getDescription(),
                    e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Puts the API key into each call. */
    private record Authorization(UUID apiKey) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    headers.put(AUTHORIZATION, "bearer " + apiKey);
                    super.start(listener, headers);
                }
            };
        }

        @Override
        public String toString() {
            return "Authorization";
        }
    }
}
