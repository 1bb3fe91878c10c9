package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.InputToUpload;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.io.IOException;
import java.util.Collections;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.server.config.Capacity;
import org.junit.jupiter.api.Test;

/** The largest number of elements that is permitted, and the smallest that is not, field by field. */
class RequestBoundsTest {
    private static final LimitsConfig LIMITS = new LimitsConfig(3, 4, 2, 255, 1024);
    private static final Capacity CAPACITY = Capacity.DEFAULT.withMaximumBlocksPerEncryption(16 * 5 + 15);

    private final RequestBounds bounds = new RequestBounds(LIMITS, CAPACITY);

    @Test
    void computationsAndTheirOperands() throws IOException {
        assertThat(elements("AsyncCompute", computations(3, 8))).isEqualTo(3 + 24);
        assertThat(elements("AsyncCompute", computations(0, 0))).isZero();
        assertRefused("AsyncCompute", computations(4, 0), new CoprocessorError.TooManyComputations(3, 4));
        assertRefused("AsyncCompute", computations(1, 25), new CoprocessorError.TooManyElements("operands", 24, 25));
    }

    @Test
    void inputsAndTheirSignatures() throws IOException {
        assertThat(elements("UploadInputs", inputs(2, 64))).isEqualTo(2 + 128);
        assertRefused("UploadInputs", inputs(3, 0), new CoprocessorError.TooManyBlobs(2, 3));
        assertRefused("UploadInputs", inputs(1, 129), new CoprocessorError.TooManyElements("signatures", 128, 129));
    }

    /** Each value has at least 16 blocks. */
    @Test
    void valuesToEncrypt() throws IOException {
        assertThat(elements("TrivialEncryptCiphertexts", values(5))).isEqualTo(5);
        assertRefused("TrivialEncryptCiphertexts", values(6), new CoprocessorError.TooManyBlocksToEncrypt(95, 96));
        RequestBounds exact = new RequestBounds(LIMITS, CAPACITY.withMaximumBlocksPerEncryption(96));
        assertThat(exact.requireWithin("TrivialEncryptCiphertexts", values(6).toByteArray()))
                .isEqualTo(6);
    }

    @Test
    void handlesToFetch() throws IOException {
        assertThat(elements("GetCiphertexts", handles(4))).isEqualTo(4);
        assertRefused("GetCiphertexts", handles(5), new CoprocessorError.TooManyHandlesRequested(4, 5));
    }

    @Test
    void boundsBeyondTheRangeOfIntAreTheLargestInt() throws IOException {
        LimitsConfig unbounded = new LimitsConfig(Integer.MAX_VALUE, 1, 1, 1, 1024);

        assertThat(new RequestBounds(unbounded, CAPACITY)
                        .requireWithin("AsyncCompute", computations(1, 9).toByteArray()))
                .isEqualTo(10);
    }

    @Test
    void aMethodWithoutBoundsIsADefect() {
        assertThatThrownBy(() -> bounds.requireWithin("Other", new byte[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("/Other");
    }

    private int elements(String method, MessageLite message) throws IOException {
        return bounds.requireWithin(method, message.toByteArray());
    }

    private void assertRefused(String method, MessageLite message, CoprocessorError expected) {
        assertThatThrownBy(() -> elements(method, message))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(expected));
    }

    private static MessageLite computations(int count, int operands) {
        AsyncComputation computation = AsyncComputation.newBuilder()
                .addAllInputs(Collections.nCopies(operands, AsyncComputationInput.getDefaultInstance()))
                .build();
        return AsyncComputeRequest.newBuilder()
                .addAllComputations(Collections.nCopies(count, computation))
                .build();
    }

    private static MessageLite inputs(int count, int signatures) {
        InputToUpload input = InputToUpload.newBuilder()
                .addAllSignatures(Collections.nCopies(signatures, ByteString.EMPTY))
                .build();
        return InputUploadBatch.newBuilder()
                .addAllInputCiphertexts(Collections.nCopies(count, input))
                .build();
    }

    private static MessageLite values(int count) {
        return TrivialEncryptBatch.newBuilder()
                .addAllValues(Collections.nCopies(count, TrivialEncryptRequestSingle.getDefaultInstance()))
                .build();
    }

    private static MessageLite handles(int count) {
        return GetCiphertextBatch.newBuilder()
                .addAllHandles(Collections.nCopies(count, ByteString.EMPTY))
                .build();
    }
}
