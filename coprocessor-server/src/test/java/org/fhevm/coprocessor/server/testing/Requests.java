package org.fhevm.coprocessor.server.testing;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.InputToUpload;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/** Makes requests; handles, scalars and values are written in hex. */
public final class Requests {

    private Requests() {}

    public static AsyncComputeRequest compute(AsyncComputation... computations) {
        return AsyncComputeRequest.newBuilder()
                .addAllComputations(Arrays.asList(computations))
                .build();
    }

    public static AsyncComputation computation(FheOperation operation, String output, AsyncComputationInput... inputs) {
        return computation(operation.code(), output, inputs);
    }

    public static AsyncComputation computation(int operation, String output, AsyncComputationInput... inputs) {
        return AsyncComputation.newBuilder()
                .setOperationValue(operation)
                .setOutputHandle(bytes(output))
                .addAllInputs(Arrays.asList(inputs))
                .build();
    }

    public static AsyncComputationInput handle(String hex) {
        return AsyncComputationInput.newBuilder().setInputHandle(bytes(hex)).build();
    }

    public static AsyncComputationInput scalar(String hex) {
        return AsyncComputationInput.newBuilder().setScalar(bytes(hex)).build();
    }

    public static AsyncComputationInput unset() {
        return AsyncComputationInput.getDefaultInstance();
    }

    public static TrivialEncryptBatch trivial(TrivialEncryptRequestSingle... values) {
        return TrivialEncryptBatch.newBuilder()
                .addAllValues(Arrays.asList(values))
                .build();
    }

    public static TrivialEncryptRequestSingle value(String handle, FheType type, String value) {
        return value(handle, type.code(), value);
    }

    public static TrivialEncryptRequestSingle value(String handle, int type, String value) {
        return TrivialEncryptRequestSingle.newBuilder()
                .setHandle(bytes(handle))
                .setOutputType(type)
                .setBeValue(bytes(value))
                .build();
    }

    public static InputUploadBatch upload(byte[]... payloads) {
        return InputUploadBatch.newBuilder()
                .addAllInputCiphertexts(Stream.of(payloads)
                        .map(payload -> input(payload, ServerUnderTest.CONTRACT, ServerUnderTest.USER))
                        .toList())
                .build();
    }

    public static InputToUpload input(byte[] payload, String contract, String user) {
        return InputToUpload.newBuilder()
                .setInputPayload(ByteString.copyFrom(payload))
                .setContractAddress(contract)
                .setUserAddress(user)
                .build();
    }

    public static GetCiphertextBatch get(String... handles) {
        return GetCiphertextBatch.newBuilder()
                .addAllHandles(Stream.of(handles).map(Requests::bytes).toList())
                .build();
    }

    public static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }
}
