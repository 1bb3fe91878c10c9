package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

class RequestIdInterceptorTest {
    private static final String LONGEST = "azAZ09._:-azAZ09._:-azAZ09._:-azAZ09._:-azAZ09._:-azAZ09._:-azAZ";

    private final RequestIdInterceptor interceptor = new RequestIdInterceptor();
    /** What log lines show at each stage of the call. */
    private final List<String> shown = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"a", LONGEST})
    void theCallersIdIsInAllLogLinesAndInTheAnswer(String id) {
        Metadata answer = new Metadata();

        ServerCall.Listener<String> listener = call(id, answer);
        listener.onMessage("request");
        listener.onHalfClose();

        assertThat(shown)
                .containsExactly(
                        "start: " + id + ", null", "message: " + id + ", null", "half-close: " + id + ", tenant 7");
        assertThat(answer.get(RequestIdInterceptor.HEADER)).isEqualTo(id);
        assertThat(MDC.get("request_id")).isNull();
        assertThat(MDC.get("tenant")).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", LONGEST + "a", "a b", "a\"b"})
    void aCallWithoutAnAcceptableIdGetsOne(@Nullable String id) {
        Metadata answer = new Metadata();

        call(id, answer);

        String given = answer.get(RequestIdInterceptor.HEADER);
        assertThat(given).matches("[0-9a-f]{16}");
        assertThat(shown).containsExactly("start: " + given + ", null");
    }

    @Test
    void theTrailersOfAnAnswerHaveTheIdToo() {
        Metadata trailers = new Metadata();

        refused(trailers, true);

        assertThat(trailers.getAll(RequestIdInterceptor.HEADER)).containsExactly("a");
    }

    @Test
    void anErrorWithoutHeadersHasTheIdInItsTrailers() {
        Metadata trailers = new Metadata();

        refused(trailers, false);

        assertThat(trailers.getAll(RequestIdInterceptor.HEADER)).containsExactly("a");
    }

    /** A call that ends with an error, before or after the headers of its answer. */
    private void refused(Metadata trailers, boolean afterHeaders) {
        Metadata headers = new Metadata();
        headers.put(RequestIdInterceptor.HEADER, "a");
        interceptor.interceptCall(new AnsweredCall(new Metadata(), trailers), headers, (call, received) -> {
            if (afterHeaders) {
                call.sendHeaders(new Metadata());
            }
            call.close(Status.UNKNOWN, new Metadata());
            return new ServerCall.Listener<>() {};
        });
    }

    @Test
    void idsThatAreGivenDiffer() {
        Metadata first = new Metadata();
        Metadata second = new Metadata();

        call(null, first);
        call(null, second);

        assertThat(first.get(RequestIdInterceptor.HEADER)).isNotEqualTo(second.get(RequestIdInterceptor.HEADER));
    }

    private ServerCall.Listener<String> call(@Nullable String id, Metadata answer) {
        Metadata headers = new Metadata();
        if (id != null) {
            headers.put(RequestIdInterceptor.HEADER, id);
        }
        return interceptor.interceptCall(new AnsweredCall(answer, new Metadata()), headers, (call, received) -> {
            show("start");
            assertThat(CallContext.REQUEST_ID.get()).isEqualTo(MDC.get("request_id"));
            call.sendHeaders(new Metadata());
            return new ServerCall.Listener<>() {
                @Override
                public void onMessage(String message) {
                    show(message.equals("request") ? "message" : "another message");
                }

                @Override
                public void onHalfClose() {
                    RequestIdInterceptor.logTenant(new TenantId(7));
                    show("half-close");
                }
            };
        });
    }

    private void show(String stage) {
        String tenant = MDC.get("tenant");
        shown.add(stage + ": " + MDC.get("request_id") + ", "
                + (tenant == null ? "null" : "tenant " + tenant.replaceAll("[^0-9]", "")));
    }

    /** Keeps the headers and the trailers of the answer. */
    private static final class AnsweredCall extends ServerCall<String, String> {
        private final Metadata answer;
        private final Metadata answerTrailers;

        AnsweredCall(Metadata answer, Metadata answerTrailers) {
            this.answer = answer;
            this.answerTrailers = answerTrailers;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            answer.merge(headers);
        }

        @Override
        public void request(int messages) {}

        @Override
        public void sendMessage(String message) {}

        @Override
        public void close(Status status, Metadata trailers) {
            answerTrailers.merge(trailers);
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<String, String> getMethodDescriptor() {
            throw new UnsupportedOperationException("the interceptor asks for no method");
        }
    }
}
