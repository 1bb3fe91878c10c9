package org.fhevm.coprocessor.server.grpc;

import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.InputToUpload;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import java.io.IOException;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.grpc.RequestElements.Counts;
import org.fhevm.coprocessor.server.usecase.TrivialEncryption;

/** The most elements of the repeated fields of a request, method by method. */
final class RequestBounds {
    /** More operands than any operation has; a computation with a wrong number is refused later, with its name. */
    private static final int OPERANDS_PER_COMPUTATION = 8;

    /** The server ignores them, and clients send one for each of a handful of coprocessors at most. */
    private static final int SIGNATURES_PER_INPUT = 64;

    private final LimitsConfig limits;
    private final Capacity capacity;

    RequestBounds(LimitsConfig limits, Capacity capacity) {
        this.limits = limits;
        this.capacity = capacity;
    }

    /**
     * The number of all elements.
     *
     * @throws CoprocessorException if one of the fields has too many
     * @throws IOException if the bytes are not a message
     */
    int requireWithin(String method, byte[] message) throws IOException {
        return switch (method) {
            case "AsyncCompute" -> computations(message);
            case "UploadInputs" -> inputs(message);
            case "TrivialEncryptCiphertexts" -> values(message);
            case "GetCiphertexts" -> handles(message);
            default ->
                throw new IllegalArgumentException(
                        "no bounds are known for " + FhevmCoprocessorGrpc.SERVICE_NAME + "/" + method);
        };
    }

    private int computations(byte[] message) throws IOException {
        Counts counts = RequestElements.count(
                message, AsyncComputeRequest.COMPUTATIONS_FIELD_NUMBER, AsyncComputation.INPUTS_FIELD_NUMBER);
        int maximum = limits.maximumComputations();
        if (counts.outer() > maximum) {
            throw new CoprocessorException(new CoprocessorError.TooManyComputations(maximum, counts.outer()));
        }
        return total(counts, "operands", saturated(maximum, OPERANDS_PER_COMPUTATION));
    }

    private int inputs(byte[] message) throws IOException {
        Counts counts = RequestElements.count(
                message, InputUploadBatch.INPUT_CIPHERTEXTS_FIELD_NUMBER, InputToUpload.SIGNATURES_FIELD_NUMBER);
        int maximum = limits.maximumBlobs();
        if (counts.outer() > maximum) {
            throw new CoprocessorException(new CoprocessorError.TooManyBlobs(maximum, counts.outer()));
        }
        return total(counts, "signatures", saturated(maximum, SIGNATURES_PER_INPUT));
    }

    private int values(byte[] message) throws IOException {
        Counts counts = RequestElements.count(message, TrivialEncryptBatch.VALUES_FIELD_NUMBER);
        int maximum = capacity.maximumBlocksPerEncryption();
        int blocks = saturated(counts.outer(), TrivialEncryption.LEAST_BLOCKS);
        if (blocks > maximum) {
            throw new CoprocessorException(new CoprocessorError.TooManyBlocksToEncrypt(maximum, blocks));
        }
        return counts.outer();
    }

    private int handles(byte[] message) throws IOException {
        Counts counts = RequestElements.count(message, GetCiphertextBatch.HANDLES_FIELD_NUMBER);
        int maximum = limits.maximumHandles();
        if (counts.outer() > maximum) {
            throw new CoprocessorException(new CoprocessorError.TooManyHandlesRequested(maximum, counts.outer()));
        }
        return counts.outer();
    }

    private static int total(Counts counts, String inner, int maximum) {
        if (counts.inner() > maximum) {
            throw new CoprocessorException(new CoprocessorError.TooManyElements(inner, maximum, counts.inner()));
        }
        return counts.outer() + counts.inner();
    }

    private static int saturated(int factor, int other) {
        return (int) Math.min(Integer.MAX_VALUE, (long) factor * other);
    }
}
