package org.fhevm.coprocessor.server.grpc;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import java.util.List;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.server.schedule.SubmittedComputation;
import org.fhevm.coprocessor.server.usecase.TrivialEncryption.ClearValue;
import org.fhevm.coprocessor.server.usecase.UploadInputs.Input;

/** Takes requests out of their messages, without any checks. */
final class WireRequests {
    private WireRequests() {}

    static List<SubmittedComputation> computations(AsyncComputeRequest request) {
        return request.getComputationsList().stream()
                .map(WireRequests::computation)
                .toList();
    }

    /** Operations are read by number: the enum of the protocol is open, and a number it lacks must keep its value. */
    private static SubmittedComputation computation(AsyncComputation computation) {
        return new SubmittedComputation(
                computation.getOperationValue(),
                bytes(computation.getOutputHandle()),
                computation.getInputsList().stream().map(WireRequests::input).toList());
    }

    private static SubmittedComputation.Input input(AsyncComputationInput input) {
        return switch (input.getInputCase()) {
            case INPUT_HANDLE -> new SubmittedComputation.Input.OfHandle(bytes(input.getInputHandle()));
            case SCALAR -> new SubmittedComputation.Input.OfScalar(bytes(input.getScalar()));
            case INPUT_NOT_SET -> new SubmittedComputation.Input.Missing();
        };
    }

    static List<ClearValue> clearValues(TrivialEncryptBatch request) {
        return request.getValuesList().stream()
                .map(value ->
                        new ClearValue(handle(value.getHandle()), bytes(value.getBeValue()), value.getOutputType()))
                .toList();
    }

    /** The signatures that come with an input are for other services. */
    static List<Input> inputs(InputUploadBatch request) {
        return request.getInputCiphertextsList().stream()
                .map(input ->
                        new Input(bytes(input.getInputPayload()), input.getContractAddress(), input.getUserAddress()))
                .toList();
    }

    static List<Handle> handles(GetCiphertextBatch request) {
        return request.getHandlesList().stream().map(WireRequests::handle).toList();
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.of(bytes.toByteArray());
    }

    private static Handle handle(ByteString bytes) {
        return Handle.ofAnyLength(bytes.toByteArray());
    }
}
