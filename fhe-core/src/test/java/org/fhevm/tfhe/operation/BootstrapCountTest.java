package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.testing.CountingExecutor;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No operation takes more bootstraps than tfhe-rs 0.9.1 does. Prints what it takes, bootstraps and rounds, as the table that
 * {@code docs/engine.md} has.
 */
class BootstrapCountTest {
    private static final List<FheType> TYPES = List.of(
            FheType.UINT4,
            FheType.UINT8,
            FheType.UINT16,
            FheType.UINT32,
            FheType.UINT64,
            FheType.UINT128,
            FheType.UINT160,
            FheType.UINT256);

    private static final NoiseModel MODEL = new NoiseModel(ToyKeys.shared().serverKey(), 3);
    private static final CountingExecutor COUNTER = new CountingExecutor(MODEL);
    private static final FheEvaluator EVALUATOR =
            new ServerKeyEvaluator(ToyKeys.shared().serverKey(), COUNTER);

    private static final List<String> REPORT = new ArrayList<>();

    /**
     * A row of the table.
     *
     * @param operands what it is run with; the costliest counts
     * @param reference bootstraps of tfhe-rs 0.9.1 for the widths of {@link #TYPES}
     */
    private record Row(String name, FheOperation operation, Operands operands, List<Integer> reference) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Lists of operands for a type. */
    private interface Operands {
        List<List<FheOperand>> of(FheType type);
    }

    static Stream<Row> rows() {
        return Stream.of(
                encrypted("add", FheOperation.ADD, 4, 11, 23, 49, 101, 205, 303, 507),
                encrypted("sub", FheOperation.SUB, 4, 11, 23, 49, 101, 205, 303, 507),
                encrypted("mul", FheOperation.MUL, 6, 28, 116, 455, 1772, 6967, 10884, 27702),
                encrypted("div", FheOperation.DIV, 60, 186, 652, 2400, 9170, 35800, 56200, 148700),
                encrypted("rem", FheOperation.REM, 60, 186, 652, 2400, 9170, 35800, 56200, 148700),
                encrypted("and, or, xor", FheOperation.BIT_XOR, 2, 4, 8, 16, 32, 64, 80, 128),
                encrypted("shl, shr", FheOperation.SHL, 16, 39, 92, 213, 486, 1095, 1528, 2440),
                encrypted("rotl, rotr", FheOperation.ROTR, 16, 39, 92, 213, 486, 1095, 1528, 2440),
                encrypted("eq, ne", FheOperation.EQ, 3, 5, 11, 21, 42, 81, 101, 163),
                encrypted("ge, gt, le, lt", FheOperation.LT, 3, 5, 11, 23, 47, 126, 165, 285),
                encrypted("min, max", FheOperation.MIN, 9, 17, 35, 71, 143, 318, 405, 669),
                row(
                        "neg",
                        FheOperation.NEG,
                        type -> List.of(List.of(value(type, 1))),
                        4,
                        11,
                        23,
                        49,
                        101,
                        205,
                        303,
                        507),
                row(
                        "if_then_else",
                        FheOperation.IF_THEN_ELSE,
                        type -> List.of(List.of(flag(), value(type, 1), value(type, 2))),
                        6,
                        12,
                        24,
                        48,
                        96,
                        192,
                        240,
                        384),
                row(
                        "cast to bool",
                        FheOperation.CAST,
                        type -> List.of(List.of(value(type, 1), scalar(BigInteger.ZERO))),
                        1,
                        3,
                        5,
                        11,
                        23,
                        47,
                        59,
                        126),
                row(
                        "rand",
                        FheOperation.RAND,
                        type -> List.of(List.of(scalar(BigInteger.TEN), scalar(BigInteger.valueOf(type.code())))),
                        2,
                        4,
                        8,
                        16,
                        32,
                        64,
                        80,
                        128),
                scalar("add, sub by a scalar", FheOperation.ADD, 3, 10, 22, 46, 96, 196, 246, 396),
                scalar("mul by a random scalar", FheOperation.MUL, 6, 16, 50, 149, 465, 1650, 2540, 6170),
                clear(
                        "mul by all ones",
                        FheOperation.MUL,
                        ClearArithmetic::mask,
                        6,
                        20,
                        69,
                        228,
                        803,
                        2982,
                        4621,
                        11535),
                clear("mul by 2", FheOperation.MUL, type -> BigInteger.TWO, 2, 4, 8, 16, 32, 64, 80, 128),
                scalar("div by a random scalar", FheOperation.DIV, 15, 46, 122, 326, 973, 3490, 5280, 12700),
                clear(
                        "div by 10 (4 bits: 5)",
                        FheOperation.DIV,
                        BootstrapCountTest::ten,
                        12,
                        38,
                        112,
                        320,
                        996,
                        3430,
                        5200,
                        12420),
                scalar("rem by a random scalar", FheOperation.REM, 24, 67, 191, 531, 1550, 5310, 8180, 19080),
                clear(
                        "rem by 10 (4 bits: 5)",
                        FheOperation.REM,
                        BootstrapCountTest::ten,
                        24,
                        67,
                        191,
                        531,
                        1550,
                        5310,
                        8180,
                        19080),
                scalar("and, or, xor by a scalar", FheOperation.BIT_AND, 2, 4, 8, 16, 32, 64, 80, 128),
                clear("shl, shr by 1", FheOperation.SHL, type -> BigInteger.ONE, 2, 4, 8, 16, 32, 64, 80, 128),
                clear("rotl, rotr by 1", FheOperation.ROTL, type -> BigInteger.ONE, 2, 4, 8, 16, 32, 64, 80, 128),
                scalar("eq, ne a scalar", FheOperation.EQ, 1, 3, 5, 11, 21, 42, 51, 81),
                scalar("ge, gt, le, lt a scalar", FheOperation.GE, 1, 3, 5, 11, 23, 47, 59, 126),
                scalar("min, max with a scalar", FheOperation.MAX, 3, 7, 13, 27, 55, 111, 139, 254));
    }

    private static BigInteger ten(FheType type) {
        return BigInteger.valueOf(type == FheType.UINT4 ? 5 : 10);
    }

    private static Row encrypted(String name, FheOperation operation, int... reference) {
        return row(name, operation, type -> List.of(List.of(value(type, 1), value(type, 2))), reference);
    }

    private static Row clear(
            String name, FheOperation operation, Function<FheType, BigInteger> number, int... reference) {
        return row(name, operation, type -> List.of(List.of(value(type, 1), scalar(number.apply(type)))), reference);
    }

    /** With scalars of all lengths, half of them of the full one. */
    private static Row scalar(String name, FheOperation operation, int... reference) {
        Operands operands = type -> randomScalars(type).stream()
                .map(scalar -> List.of(value(type, 1), scalar(scalar)))
                .toList();
        return row(name, operation, operands, reference);
    }

    private static List<BigInteger> randomScalars(FheType type) {
        Random random = new Random(type.code());
        return IntStream.range(0, 12)
                .mapToObj(i -> new BigInteger(i % 2 == 0 ? type.bits() : 1 + random.nextInt(type.bits()), random))
                .filter(scalar -> scalar.signum() > 0)
                .toList();
    }

    private static Row row(String name, FheOperation operation, Operands operands, int... reference) {
        return new Row(
                name, operation, operands, Arrays.stream(reference).boxed().toList());
    }

    private static FheOperand scalar(BigInteger value) {
        return new FheOperand.Scalar(SampleValues.bytes(value, 0));
    }

    private static FheOperand flag() {
        return new FheOperand.Encrypted(
                new FheValue(FheType.BOOL, new RadixCiphertext(List.of(MODEL.encryptBoolean(true)))));
    }

    private static FheOperand value(FheType type, int seed) {
        BigInteger value = new BigInteger(type.bits(), new Random(seed));
        return new FheOperand.Encrypted(new FheValue(type, MODEL.encrypt(value, type.blocks())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void doesNotExceedTheReference(Row row) throws FheComputationException {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < TYPES.size(); i++) {
            FheType type = TYPES.get(i);
            int rotations = 0;
            int rounds = 0;
            for (List<FheOperand> operands : row.operands.of(type)) {
                COUNTER.reset();
                EVALUATOR.evaluate(row.operation, resultType(row.operation, type), operands);
                rotations = Math.max(rotations, COUNTER.rotations());
                rounds = Math.max(rounds, COUNTER.rounds());
            }
            assertThat(rotations).as("%s on %s", row, type).isLessThanOrEqualTo(row.reference.get(i));
            cells.add(rotations + "/" + rounds);
        }
        REPORT.add("| " + row + " | " + String.join(" | ", cells) + " |");
    }

    private static FheType resultType(FheOperation operation, FheType type) {
        boolean truth = operation.resultRule() == ResultRule.BOOLEAN || operation == FheOperation.CAST;
        return truth ? FheType.BOOL : type;
    }

    @AfterAll
    static void print() {
        String widths = TYPES.stream().map(type -> " " + type.bits() + " |").collect(Collectors.joining());
        System.out.println("| operation |" + widths);
        System.out.println("|---".repeat(TYPES.size() + 1) + "|");
        REPORT.forEach(System.out::println);
    }
}
