package org.fhevm.coprocessor.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import java.security.SecureRandom;
import org.fhevm.tfhe.operation.FheType;

/** Makes handles and computations as geth does. */
public final class Computations {
    private static final int HANDLE_BYTES = 32;
    private static final int TYPE_BYTE = 30;
    private static final int VERSION_BYTE = 31;
    private static final byte CIPHERTEXT_VERSION = 0;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Computations() {}

    /** A new handle in the form of a contract's result: type and version in its last bytes. */
    public static ByteString newHandle(FheType type) {
        byte[] handle = new byte[HANDLE_BYTES];
        RANDOM.nextBytes(handle);
        handle[TYPE_BYTE] = (byte) type.code();
        handle[VERSION_BYTE] = CIPHERTEXT_VERSION;
        return ByteString.copyFrom(handle);
    }

    /** A computation on encrypted operands. */
    public static AsyncComputation of(FheOperation operation, ByteString output, ByteString... inputs) {
        AsyncComputation.Builder computation =
                AsyncComputation.newBuilder().setOperation(operation).setOutputHandle(output);
        for (ByteString input : inputs) {
            computation.addInputs(AsyncComputationInput.newBuilder().setInputHandle(input));
        }
        return computation.build();
    }
}
