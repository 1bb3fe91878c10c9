package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.endtoend.ScenarioClient.clear;
import static org.fhevm.coprocessor.endtoend.ScenarioClient.computation;
import static org.fhevm.coprocessor.endtoend.ScenarioClient.handle;
import static org.fhevm.coprocessor.endtoend.ScenarioClient.scalar;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.endtoend.ScenarioClient.Result;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scenarios of the fhevm 0.6 coprocessor's own tests: each in one request to a running server and worker, under toy
 * keys of our own making.
 */
@EmbeddedDatabase
class ReferenceScenariosTest {
    private static final Set<FheOperation> BINARY = EnumSet.range(FheOperation.ADD, FheOperation.MAX);
    private static final Set<FheOperation> ARITHMETIC = EnumSet.range(FheOperation.ADD, FheOperation.REM);
    private static final Set<FheOperation> SHIFTS = EnumSet.range(FheOperation.SHL, FheOperation.ROTR);
    private static final Set<FheOperation> OF_BOOLEANS = EnumSet.of(
            FheOperation.BIT_AND, FheOperation.BIT_OR, FheOperation.BIT_XOR, FheOperation.EQ, FheOperation.NE);

    private static ScenarioClient coprocessor;

    @BeforeAll
    static void start(TestServer server, @TempDir Path folder) throws IOException {
        coprocessor = new ScenarioClient(server, folder);
    }

    @AfterAll
    static void stop() {
        coprocessor.close();
    }

    /** A request under construction, with what is expected of it. */
    private static final class Request {
        private final List<TrivialEncryptRequestSingle> inputs = new ArrayList<>();
        private final List<AsyncComputation> computations = new ArrayList<>();
        private final List<ByteString> outputs = new ArrayList<>();
        private final List<Result> expected = new ArrayList<>();
        private final List<String> names = new ArrayList<>();

        AsyncComputationInput input(FheType type, BigInteger value) {
            ByteString handle = coprocessor.newHandle();
            inputs.add(clear(handle, type, value));
            return handle(handle);
        }

        void expect(FheOperation operation, FheType type, BigInteger value, AsyncComputationInput... operands) {
            ByteString output = coprocessor.newHandle();
            computations.add(computation(operation, output, operands));
            outputs.add(output);
            expected.add(new Result(type, value));
            names.add(operation + " "
                    + Arrays.stream(operands)
                            .map(operand -> operand.hasScalar() ? "scalar" : "handle")
                            .toList() + " -> " + type);
        }

        void check() throws MalformedInputException {
            coprocessor.trivialEncrypt(inputs);
            coprocessor.compute(computations);
            List<Result> results = coprocessor.results(outputs);
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i)).as(names.get(i)).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void aComputationMayPrecedeWhatItDependsOn() throws MalformedInputException {
        ByteString first = coprocessor.newHandle();
        ByteString second = coprocessor.newHandle();
        ByteString sum = coprocessor.newHandle();
        ByteString more = coprocessor.newHandle();
        coprocessor.trivialEncrypt(List.of(
                clear(first, FheType.UINT32, BigInteger.valueOf(123)),
                clear(second, FheType.UINT32, BigInteger.valueOf(124))));
        coprocessor.compute(List.of(
                computation(FheOperation.ADD, more, handle(sum), scalar(16)),
                computation(FheOperation.ADD, sum, handle(first), handle(second))));
        assertThat(coprocessor.results(List.of(first, second, more, sum)))
                .containsExactly(
                        new Result(FheType.UINT32, BigInteger.valueOf(123)),
                        new Result(FheType.UINT32, BigInteger.valueOf(124)),
                        new Result(FheType.UINT32, BigInteger.valueOf(263)),
                        new Result(FheType.UINT32, BigInteger.valueOf(247)));
    }

    @Test
    void binaryOperationsOnEveryTypeUpTo256Bits() throws MalformedInputException {
        binaryOperations(
                Stream.of(FheType.values()).filter(type -> !type.isBytes()).toList());
    }

    @Test
    @Tag("slow")
    void binaryOperationsOnByteStrings() throws MalformedInputException {
        binaryOperations(Stream.of(FheType.values()).filter(FheType::isBytes).toList());
    }

    private static void binaryOperations(List<FheType> types) throws MalformedInputException {
        Request request = new Request();
        for (FheType type : types) {
            for (FheOperation operation : BINARY) {
                boolean accepted = type.isBool()
                        ? OF_BOOLEANS.contains(operation)
                        : !(type.isBytes() && ARITHMETIC.contains(operation));
                if (accepted) {
                    binaryOperation(request, operation, type);
                }
            }
        }
        request.check();
    }

    private static void binaryOperation(Request request, FheOperation operation, FheType type) {
        int shift = Math.max(0, type.bits() - 8);
        if (!type.isBytes() && operation != FheOperation.ADD && operation != FheOperation.SUB) {
            shift /= 2;
        }
        BigInteger left =
                type.isBool() ? BigInteger.ZERO : BigInteger.valueOf(6).shiftLeft(shift);
        BigInteger right =
                type.isBool() || SHIFTS.contains(operation) ? BigInteger.ONE : BigInteger.TWO.shiftLeft(shift);
        BigInteger result = model(operation, left, right);
        FheType resultType = switch (operation.resultRule()) {
            case BOOLEAN -> FheType.BOOL;
            case SAME_AS_FIRST, SAME_AS_SECOND, NAMED_BY_LAST -> type;
        };
        request.expect(operation, resultType, result, request.input(type, left), scalar(right));
        request.expect(operation, resultType, result, request.input(type, left), request.input(type, right));
    }

    /** No result of these scenarios wraps around, and no rotation moves a bit over the end. */
    private static BigInteger model(FheOperation operation, BigInteger left, BigInteger right) {
        int order = left.compareTo(right);
        return switch (operation) {
            case ADD -> left.add(right);
            case SUB -> left.subtract(right);
            case MUL -> left.multiply(right);
            case DIV -> left.divide(right);
            case REM -> left.remainder(right);
            case BIT_AND -> left.and(right);
            case BIT_OR -> left.or(right);
            case BIT_XOR -> left.xor(right);
            case SHL, ROTL -> left.shiftLeft(right.intValueExact());
            case SHR, ROTR -> left.shiftRight(right.intValueExact());
            case EQ -> bit(order == 0);
            case NE -> bit(order != 0);
            case GE -> bit(order >= 0);
            case GT -> bit(order > 0);
            case LE -> bit(order <= 0);
            case LT -> bit(order < 0);
            case MIN -> left.min(right);
            case MAX -> left.max(right);
            case NEG, NOT, CAST, TRIVIAL_ENCRYPT, IF_THEN_ELSE, RAND, RAND_BOUNDED, GET_CIPHERTEXT ->
                throw new IllegalArgumentException(operation + " is not binary");
        };
    }

    private static BigInteger bit(boolean value) {
        return value ? BigInteger.ONE : BigInteger.ZERO;
    }

    @Test
    void unaryOperationsOnEveryType() throws MalformedInputException {
        Request request = new Request();
        for (FheType type : FheType.values()) {
            BigInteger modulus = BigInteger.TWO.pow(type.bits());
            BigInteger value =
                    type.isBool() ? BigInteger.ONE : BigInteger.valueOf(3).shiftLeft(type.bits() - 3);
            AsyncComputationInput input = request.input(type, value);
            request.expect(
                    FheOperation.NOT, type, modulus.subtract(BigInteger.ONE).subtract(value), input);
            if (!type.isBool()) {
                request.expect(FheOperation.NEG, type, value.negate().mod(modulus), input);
            }
        }
        request.check();
    }

    @Test
    void everyTypeIsCastToEveryOther() throws MalformedInputException {
        Request request = new Request();
        for (FheType from : FheType.values()) {
            AsyncComputationInput input = request.input(from, BigInteger.valueOf(7));
            for (FheType to : FheType.values()) {
                BigInteger expected = from.isBool() || to.isBool() ? BigInteger.ONE : BigInteger.valueOf(7);
                request.expect(FheOperation.CAST, to, expected, input, scalar(to.code()));
            }
        }
        request.check();
    }

    @Test
    void clearValuesAreEncryptedByAnOperation() throws MalformedInputException {
        Request request = new Request();
        for (FheType type : FheType.values()) {
            BigInteger value = BigInteger.TWO.pow(Math.min(type.bits() - 1, 255));
            request.expect(FheOperation.TRIVIAL_ENCRYPT, type, value, scalar(value), scalar(type.code()));
        }
        request.check();
    }

    @Test
    void eitherBranchIsChosenInEveryType() throws MalformedInputException {
        Request request = new Request();
        for (FheType type : FheType.values()) {
            BigInteger whenTrue = type.isBool() ? BigInteger.ZERO : BigInteger.valueOf(7);
            BigInteger whenFalse = type.isBool() ? BigInteger.ONE : BigInteger.valueOf(12);
            AsyncComputationInput first = request.input(type, whenTrue);
            AsyncComputationInput second = request.input(type, whenFalse);
            for (boolean condition : new boolean[] {false, true}) {
                request.expect(
                        FheOperation.IF_THEN_ELSE,
                        type,
                        condition ? whenTrue : whenFalse,
                        request.input(FheType.BOOL, bit(condition)),
                        first,
                        second);
            }
        }
        request.check();
    }

    @Test
    void randomValuesDependOnSeedAndTypeAlone() throws MalformedInputException {
        List<Result> first = draw(123);
        assertThat(draw(123)).isEqualTo(first);
        assertThat(draw(124)).isNotEqualTo(first);
        for (int i = 2; i < first.size(); i++) {
            FheType narrower = first.get(i - 1).type();
            assertThat(first.get(i).value().mod(BigInteger.TWO.pow(narrower.bits())))
                    .as("low bits of %s", first.get(i).type())
                    .isEqualTo(first.get(i - 1).value());
        }
    }

    private static List<Result> draw(int seed) throws MalformedInputException {
        List<AsyncComputation> computations = new ArrayList<>();
        List<ByteString> outputs = new ArrayList<>();
        for (FheType type : FheType.values()) {
            ByteString output = coprocessor.newHandle();
            outputs.add(output);
            computations.add(computation(FheOperation.RAND, output, scalar(seed), scalar(type.code())));
        }
        coprocessor.compute(computations);
        return coprocessor.results(outputs);
    }

    @Test
    void boundedRandomValuesKeepTheirBound() throws MalformedInputException {
        List<AsyncComputation> computations = new ArrayList<>();
        List<ByteString> outputs = new ArrayList<>();
        for (FheType type : FheType.values()) {
            BigInteger bound = BigInteger.TWO.pow(Math.max(1, type.bits() - 2));
            ByteString output = coprocessor.newHandle();
            outputs.add(output);
            computations.add(
                    computation(FheOperation.RAND_BOUNDED, output, scalar(123), scalar(bound), scalar(type.code())));
        }
        coprocessor.compute(computations);
        List<Result> results = coprocessor.results(outputs);
        for (int i = 0; i < results.size(); i++) {
            FheType type = FheType.values()[i];
            assertThat(results.get(i).type()).isEqualTo(type);
            assertThat(results.get(i).value()).isLessThan(BigInteger.TWO.pow(Math.max(1, type.bits() - 2)));
        }
    }

    @Test
    void aScalarIsCutToTheTypeAndADivisionByWhatIsLeftHarmsOnlyItself() throws MalformedInputException {
        Request request = new Request();
        AsyncComputationInput seven = request.input(FheType.UINT8, BigInteger.valueOf(7));
        ByteString divided = coprocessor.newHandle();
        request.computations.add(computation(FheOperation.DIV, divided, seven, scalar(0x0100)));
        request.computations.add(computation(FheOperation.REM, coprocessor.newHandle(), seven, scalar(0)));
        request.expect(FheOperation.ADD, FheType.UINT8, BigInteger.valueOf(8), seven, scalar(0x0101));
        request.check();
    }

    @Test
    void amountsDivisorsAndScalarsOutOfRangeGiveWhatClientsKnow() throws MalformedInputException {
        Request request = new Request();
        AsyncComputationInput seven = request.input(FheType.UINT8, BigInteger.valueOf(7));
        BigInteger shiftedByOne = BigInteger.valueOf(14);
        request.expect(
                FheOperation.SHL,
                FheType.UINT8,
                shiftedByOne,
                seven,
                request.input(FheType.UINT8, BigInteger.valueOf(9)));
        request.expect(FheOperation.SHL, FheType.UINT8, shiftedByOne, seven, scalar(9));
        AsyncComputationInput wide = request.input(FheType.UINT160, BigInteger.valueOf(7));
        AsyncComputationInput amount = request.input(FheType.UINT160, BigInteger.valueOf(165));
        request.expect(FheOperation.SHL, FheType.UINT160, BigInteger.ZERO, wide, amount);
        request.expect(FheOperation.SHL, FheType.UINT160, BigInteger.valueOf(7 << 5), wide, scalar(165));
        AsyncComputationInput zero = request.input(FheType.UINT8, BigInteger.ZERO);
        request.expect(FheOperation.DIV, FheType.UINT8, BigInteger.valueOf(255), seven, zero);
        request.expect(FheOperation.REM, FheType.UINT8, BigInteger.valueOf(7), seven, zero);
        AsyncComputationInput yes = request.input(FheType.BOOL, BigInteger.ONE);
        request.expect(FheOperation.EQ, FheType.BOOL, BigInteger.ONE, yes, scalar(0x10));
        request.expect(FheOperation.BIT_AND, FheType.BOOL, BigInteger.ZERO, yes, scalar(0x10));
        request.check();
    }

    @Test
    void whatAnEarlierRequestIsStillComputingMayBeUsed() throws MalformedInputException {
        Request first = new Request();
        AsyncComputationInput two = first.input(FheType.UINT16, BigInteger.TWO);
        first.expect(FheOperation.MUL, FheType.UINT16, BigInteger.valueOf(4), two, two);
        coprocessor.trivialEncrypt(first.inputs);
        coprocessor.compute(first.computations);
        Request second = new Request();
        AsyncComputationInput pending = handle(first.outputs.getFirst());
        second.expect(FheOperation.ADD, FheType.UINT16, BigInteger.valueOf(8), pending, pending);
        second.check();
        assertThat(coprocessor.results(first.outputs)).isEqualTo(first.expected);
    }
}
