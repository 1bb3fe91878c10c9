package org.fhevm.coprocessor.benchmarks.attacks;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.InputToUpload;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.tfhe.operation.FheType;

/** Requests as bytes: good ones, and ones that no client makes. */
final class Messages {
    /** Bytes of the largest request that the server takes by default. */
    static final int LARGEST = 4 << 20;

    private static final int HANDLE_BYTES = 32;
    private static final int TYPE_BYTE = 30;
    private static final int LENGTH_PREFIX_BYTES = 5;

    private Messages() {}

    static byte[] newHandle(FheType type) {
        byte[] handle = new byte[HANDLE_BYTES];
        ThreadLocalRandom.current().nextBytes(handle);
        handle[TYPE_BYTE] = (byte) type.code();
        handle[HANDLE_BYTES - 1] = 0;
        return handle;
    }

    static List<byte[]> newHandles(FheType type, int count) {
        return Stream.generate(() -> newHandle(type)).limit(count).toList();
    }

    static byte[] get(List<byte[]> handles) {
        GetCiphertextBatch.Builder batch = GetCiphertextBatch.newBuilder();
        handles.forEach(handle -> batch.addHandles(ByteString.copyFrom(handle)));
        return batch.build().toByteArray();
    }

    /** Stores the value 1 under each handle. */
    static byte[] trivial(List<byte[]> handles, FheType type) {
        TrivialEncryptBatch.Builder batch = TrivialEncryptBatch.newBuilder();
        handles.forEach(handle -> batch.addValues(TrivialEncryptRequestSingle.newBuilder()
                .setHandle(ByteString.copyFrom(handle))
                .setBeValue(ByteString.copyFrom(new byte[] {1}))
                .setOutputType(type.code())));
        return batch.build().toByteArray();
    }

    static AsyncComputation sum(byte[] output, byte[] left, byte[] right) {
        return AsyncComputation.newBuilder()
                .setOperation(FheOperation.FHE_ADD)
                .setOutputHandle(ByteString.copyFrom(output))
                .addInputs(AsyncComputationInput.newBuilder().setInputHandle(ByteString.copyFrom(left)))
                .addInputs(AsyncComputationInput.newBuilder().setInputHandle(ByteString.copyFrom(right)))
                .build();
    }

    /** A computation: the value under a handle, plus 1. */
    static AsyncComputation successor(byte[] output, byte[] of) {
        return AsyncComputation.newBuilder()
                .setOperation(FheOperation.FHE_ADD)
                .setOutputHandle(ByteString.copyFrom(output))
                .addInputs(AsyncComputationInput.newBuilder().setInputHandle(ByteString.copyFrom(of)))
                .addInputs(AsyncComputationInput.newBuilder().setScalar(ByteString.copyFrom(new byte[] {1})))
                .build();
    }

    static byte[] compute(Stream<AsyncComputation> computations) {
        AsyncComputeRequest.Builder request = AsyncComputeRequest.newBuilder();
        computations.forEach(request::addComputations);
        return request.build().toByteArray();
    }

    /** Sums of these two, under new handles. */
    static byte[] sums(List<byte[]> outputs, byte[] left, byte[] right) {
        return compute(outputs.stream().map(output -> sum(output, left, right)));
    }

    static byte[] upload(List<byte[]> lists) {
        InputUploadBatch.Builder batch = InputUploadBatch.newBuilder();
        lists.forEach(list -> batch.addInputCiphertexts(InputToUpload.newBuilder()
                .setInputPayload(ByteString.copyFrom(list))
                .setContractAddress(ToyTenant.ACL_CONTRACT)
                .setUserAddress(ToyTenant.VERIFYING_CONTRACT)));
        return batch.build().toByteArray();
    }

    /** As many of a piece as fit into a message of the largest size. */
    static byte[] filledWith(int... piece) {
        byte[] message = new byte[LARGEST / piece.length * piece.length];
        for (int i = 0; i < message.length; i++) {
            message[i] = (byte) piece[i % piece.length];
        }
        return message;
    }

    /** A message of the largest size that is one field with a length, filled with a piece. */
    static byte[] fieldFilledWith(int field, int... piece) {
        ByteArrayOutputStream message = new ByteArrayOutputStream(LARGEST);
        int header = 6;
        int length = (LARGEST - header) / piece.length * piece.length;
        varint(message, field << 3 | 2);
        varint(message, length);
        for (int i = 0; i < length; i++) {
            message.write(piece[i % piece.length]);
        }
        return message.toByteArray();
    }

    /** Fields that the protocol does not know, each with another number. */
    static byte[] distinctUnknownFields() {
        ByteArrayOutputStream message = new ByteArrayOutputStream(LARGEST);
        for (int field = 100; message.size() < LARGEST - LENGTH_PREFIX_BYTES - 1; field++) {
            varint(message, field << 3);
            message.write(0);
        }
        return message.toByteArray();
    }

    /** Groups of an unknown field, one within the other to a depth, and as many of these as fit. */
    static byte[] nestedGroups(int depth) {
        int begin = 15 << 3 | 3;
        int end = 15 << 3 | 4;
        return filledWith(
                IntStream.range(0, 2 * depth).map(i -> i < depth ? begin : end).toArray());
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    /** A message behind the prefix of gRPC that states its length. */
    static byte[] prefixed(byte[] message) {
        byte[] framed = new byte[LENGTH_PREFIX_BYTES + message.length];
        framed[1] = (byte) (message.length >> 24);
        framed[2] = (byte) (message.length >> 16);
        framed[3] = (byte) (message.length >> 8);
        framed[4] = (byte) message.length;
        System.arraycopy(message, 0, framed, LENGTH_PREFIX_BYTES, message.length);
        return framed;
    }
}
