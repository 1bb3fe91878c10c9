package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.fhevm.coprocessor.server.grpc.RequestElements.Counts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestElementsTest {

    @Test
    void countsWhatAParserWouldMake() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            AsyncComputeRequest request = request(random);
            int operands = request.getComputationsList().stream()
                    .mapToInt(AsyncComputation::getInputsCount)
                    .sum();
            assertThat(RequestElements.count(request.toByteArray(), 1, 4))
                    .isEqualTo(new Counts(request.getComputationsCount(), operands));
            assertThat(RequestElements.count(request.toByteArray(), 1))
                    .isEqualTo(new Counts(request.getComputationsCount(), 0));
        }
    }

    private static AsyncComputeRequest request(Random random) {
        AsyncComputeRequest.Builder request = AsyncComputeRequest.newBuilder().setUnknownFields(unknown(random));
        for (int index = random.nextInt(20); index > 0; index--) {
            AsyncComputation.Builder computation = AsyncComputation.newBuilder()
                    .setOperationValue(random.nextInt())
                    .setOutputHandle(bytes(random))
                    .setUnknownFields(unknown(random));
            for (int input = random.nextInt(5); input > 0; input--) {
                computation.addInputs(AsyncComputationInput.newBuilder().setScalar(bytes(random)));
            }
            request.addComputations(computation);
        }
        return request.build();
    }

    private static ByteString bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    /** The fields include 1 and 4 with another wire type, which are not elements. */
    private static UnknownFieldSet unknown(Random random) {
        UnknownFieldSet group = UnknownFieldSet.newBuilder()
                .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(bytes(random))
                                .build())
                .build();
        return UnknownFieldSet.newBuilder()
                .addField(
                        1,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(random.nextLong())
                                .build())
                .addField(
                        4,
                        UnknownFieldSet.Field.newBuilder()
                                .addFixed64(random.nextLong())
                                .build())
                .addField(
                        1000, UnknownFieldSet.Field.newBuilder().addGroup(group).build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a", "0a05ff", "0a80", "0a02220a", "7c", "0f", "00", "0affffffff0f", "7b", "0a037b0a00"})
    void refusesWhatIsNoMessage(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThatThrownBy(() -> AsyncComputeRequest.parseFrom(bytes))
                .isInstanceOf(InvalidProtocolBufferException.class);
        assertThatThrownBy(() -> RequestElements.count(bytes, 1, 4)).isInstanceOf(InvalidProtocolBufferException.class);
    }

    @Test
    void neverCountsLessThanAParserMakesOfAnyBytes() {
        Random random = new Random(5);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            for (int index = 0; index < bytes.length; index++) {
                bytes[index] = (byte)
                        (random.nextInt(4) == 0
                                ? random.nextInt()
                                : "\n\"\u0002\u0000\u0001\u0004".charAt(random.nextInt(6)));
            }
            AsyncComputeRequest parsed;
            try {
                parsed = AsyncComputeRequest.parseFrom(bytes);
            } catch (InvalidProtocolBufferException e) {
                continue;
            }
            int operands = parsed.getComputationsList().stream()
                    .mapToInt(AsyncComputation::getInputsCount)
                    .sum();
            assertThat(bytes)
                    .satisfies(same -> assertThat(RequestElements.count(same, 1, 4))
                            .isEqualTo(new Counts(parsed.getComputationsCount(), operands)));
        }
    }
}
