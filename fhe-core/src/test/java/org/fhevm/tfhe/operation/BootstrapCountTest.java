package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.testing.IdleThreads;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No operation takes more bootstraps than in tfhe-rs 0.9.1, and with many idle threads none takes more rounds either.
 * Prints bootstraps and rounds as the tables of {@code docs/engine-costs.md}, and compares them with that page.
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

    private static final List<FheType> OTHER_TYPES =
            List.of(FheType.BOOL, FheType.BYTES64, FheType.BYTES128, FheType.BYTES256);

    /** Rows with one scalar whose rounds say little about others. */
    private static final Set<String> SPECIAL_SCALARS =
            Set.of("mul by all ones", "mul by 2", "div by 10 (4 bits: 5)", "rem by 10 (4 bits: 5)");

    private static final NoiseModel MODEL = new NoiseModel(ToyKeys.shared().serverKey(), 3);

    /** A model apart, so that it does not change the noise of the counted rows. */
    private static final NoiseModel OTHER_MODEL =
            new NoiseModel(ToyKeys.shared().serverKey(), 5);

    private static final String ONE_EACH = "2/1 4/1 8/1 16/1 32/1 64/1 80/1 128/1";
    private static final String SHIFT = "16/4 39/5 92/6 213/7 486/8 1095/9 1528/10 2440/10";
    private static final String DIVISION = "60/15 186/35 652/77 2400/173 9170/393 35800/961 56200/1291 148700/2256";
    private static final String SCALAR_REMAINDER = "24/10 67/15 191/19 531/25 1550/31 5310/42 8180/46 19080/45";

    private static final Map<String, List<Cost>> FEW_BOOTSTRAPS = new LinkedHashMap<>();
    private static final Map<String, List<Cost>> FEW_ROUNDS = new LinkedHashMap<>();

    /** Bootstraps, and the rounds that they take one after the other. */
    private record Cost(int bootstraps, int rounds) {
        static Cost parse(String text) {
            String[] parts = text.split("/");
            return new Cost(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }

        @Override
        public String toString() {
            return bootstraps + "/" + rounds;
        }
    }

    /**
     * A row of the table.
     *
     * @param operands operands of the operation; the costliest count
     * @param reference bootstraps of tfhe-rs 0.9.1 for the widths of {@link #TYPES}
     */
    private record Row(String name, FheOperation operation, Operands operands, List<Cost> reference) {
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
                encrypted("add", FheOperation.ADD, "4/2 11/3 23/3 49/4 101/5 205/8 303/8 507/8"),
                encrypted("sub", FheOperation.SUB, "4/2 11/3 23/3 49/4 101/5 205/8 303/8 507/8"),
                encrypted("mul", FheOperation.MUL, "6/2 28/5 116/7 455/9 1772/11 6967/15 10884/15 27702/16"),
                encrypted("div", FheOperation.DIV, DIVISION),
                encrypted("rem", FheOperation.REM, DIVISION),
                encrypted("and, or, xor", FheOperation.BIT_XOR, ONE_EACH),
                encrypted("shl, shr", FheOperation.SHL, SHIFT),
                encrypted("rotl, rotr", FheOperation.ROTR, SHIFT),
                encrypted("eq, ne", FheOperation.EQ, "3/2 5/2 11/3 21/3 42/4 81/4 101/4 163/5"),
                encrypted("ge, gt, le, lt", FheOperation.LT, "3/2 5/2 11/3 23/4 47/5 126/7 165/8 285/8"),
                encrypted("min, max", FheOperation.MIN, "9/4 17/4 35/5 71/6 143/7 318/9 405/10 669/10"),
                row(
                        "neg",
                        FheOperation.NEG,
                        type -> List.of(List.of(value(type, 1))),
                        "4/2 11/3 23/3 49/4 101/5 205/8 303/8 507/8"),
                row(
                        "if_then_else",
                        FheOperation.IF_THEN_ELSE,
                        type -> List.of(List.of(flag(), value(type, 1), value(type, 2))),
                        "6/2 12/2 24/2 48/2 96/2 192/2 240/2 384/2"),
                row(
                        "cast to bool",
                        FheOperation.CAST,
                        type -> List.of(List.of(value(type, 1), scalar(BigInteger.ZERO))),
                        "1/1 3/2 5/2 11/3 23/4 47/5 59/6 126/7"),
                row(
                        "rand",
                        FheOperation.RAND,
                        type -> List.of(List.of(scalar(BigInteger.TEN), scalar(BigInteger.valueOf(type.code())))),
                        ONE_EACH),
                scalar("add, sub by a scalar", FheOperation.ADD, "3/2 10/3 22/3 46/3 96/4 196/5 246/6 396/8"),
                scalar(
                        "mul by a random scalar",
                        FheOperation.MUL,
                        "6/3 16/5 50/6 149/8 465/10 1650/14 2540/14 6170/15"),
                clear(
                        "mul by all ones",
                        FheOperation.MUL,
                        ClearArithmetic::mask,
                        "6/3 20/6 69/7 228/9 803/11 2982/15 4621/15 11535/16"),
                clear("mul by 2", FheOperation.MUL, type -> BigInteger.TWO, ONE_EACH),
                scalar(
                        "div by a random scalar",
                        FheOperation.DIV,
                        "15/5 46/8 122/10 326/13 973/17 3490/21 5280/23 12700/23"),
                clear(
                        "div by 10 (4 bits: 5)",
                        FheOperation.DIV,
                        BootstrapCountTest::ten,
                        "12/4 38/6 112/9 320/11 996/15 3430/15 5200/17 12420/17"),
                scalar("rem by a random scalar", FheOperation.REM, SCALAR_REMAINDER),
                clear("rem by 10 (4 bits: 5)", FheOperation.REM, BootstrapCountTest::ten, SCALAR_REMAINDER),
                scalar("and, or, xor by a scalar", FheOperation.BIT_AND, ONE_EACH),
                clear("shl, shr by 1", FheOperation.SHL, type -> BigInteger.ONE, ONE_EACH),
                clear("rotl, rotr by 1", FheOperation.ROTL, type -> BigInteger.ONE, ONE_EACH),
                scalar("eq, ne a scalar", FheOperation.EQ, "1/1 3/2 5/2 11/3 21/3 42/4 51/4 81/4"),
                scalar("ge, gt, le, lt a scalar", FheOperation.GE, "1/1 3/2 5/2 11/3 23/4 47/5 59/6 126/7"),
                scalar("min, max with a scalar", FheOperation.MAX, "3/2 7/3 13/3 27/4 55/5 111/6 139/7 254/8"));
    }

    private static BigInteger ten(FheType type) {
        return BigInteger.valueOf(type == FheType.UINT4 ? 5 : 10);
    }

    private static Row encrypted(String name, FheOperation operation, String reference) {
        return row(name, operation, type -> List.of(List.of(value(type, 1), value(type, 2))), reference);
    }

    private static Row clear(
            String name, FheOperation operation, Function<FheType, BigInteger> number, String reference) {
        return row(name, operation, type -> List.of(List.of(value(type, 1), scalar(number.apply(type)))), reference);
    }

    /** A row with scalars of all lengths, half of them of the full one. */
    private static Row scalar(String name, FheOperation operation, String reference) {
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

    private static Row row(String name, FheOperation operation, Operands operands, String reference) {
        return new Row(
                name,
                operation,
                operands,
                Arrays.stream(reference.split(" ")).map(Cost::parse).toList());
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
    void takesFewBootstraps(Row row) throws FheComputationException {
        List<Cost> costs = costs(row, MODEL);
        for (int i = 0; i < TYPES.size(); i++) {
            assertThat(costs.get(i).bootstraps)
                    .as("%s on %s", row, TYPES.get(i))
                    .isLessThanOrEqualTo(row.reference.get(i).bootstraps);
        }
        FEW_BOOTSTRAPS.put(row.name, costs);
        if (!SPECIAL_SCALARS.contains(row.name)) {
            assertRoundCount(row, costs);
        }
    }

    /**
     * The model's noise is short, so that blocks of a sum may look like copies, which a further round then refreshes.
     */
    private static void assertRoundCount(Row row, List<Cost> costs) {
        boolean hasScalar = row.operands.of(FheType.UINT8).getFirst().getLast() instanceof FheOperand.Scalar;
        int tolerance = hasScalar || row.operation == FheOperation.MUL ? 1 : 0;
        for (int i = 0; i < TYPES.size(); i++) {
            FheType type = TYPES.get(i);
            assertThat(RoundCount.of(row.operation, type, resultType(row.operation, type), hasScalar))
                    .as("rounds of %s on %s", row, type)
                    .isCloseTo(costs.get(i).rounds, within(tolerance));
        }
    }

    /** The types without arithmetic, on the operations that they have. */
    static Stream<Arguments> operationsOfBooleansAndBytes() {
        return Arrays.stream(FheOperation.values())
                .filter(operation -> operation.acceptedTypes() != AcceptedTypes.NONE)
                .flatMap(operation -> OTHER_TYPES.stream()
                        .filter(operation.acceptedTypes()::includes)
                        .map(type -> Arguments.of(operation, type)));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("operationsOfBooleansAndBytes")
    void roundsOfBooleansAndBytesAreThoseCounted(FheOperation operation, FheType type) throws FheComputationException {
        FheType result = operation == FheOperation.CAST && type.isBool() ? FheType.UINT8 : resultType(operation, type);
        List<FheOperand> operands = new ArrayList<>();
        for (int i = 0; i < operation.arity(); i++) {
            operands.add(
                    operation == FheOperation.CAST && i == 1
                            ? scalar(BigInteger.valueOf(result.code()))
                            : operation == FheOperation.IF_THEN_ELSE && i == 0
                                    ? otherValue(FheType.BOOL)
                                    : otherValue(type));
        }
        BootstrapCounter counter = new BootstrapCounter();
        new ServerKeyEvaluator(ToyKeys.shared().serverKey(), OTHER_MODEL)
                .withCounter(counter)
                .evaluate(operation, result, operands);

        assertThat(RoundCount.of(operation, type, result, false)).isEqualTo(counter.rounds());
    }

    private static FheOperand otherValue(FheType type) {
        RadixCiphertext blocks = type.isBool()
                ? new RadixCiphertext(List.of(OTHER_MODEL.encryptBoolean(true)))
                : OTHER_MODEL.encrypt(BigInteger.TEN, type.blocks());
        return new FheOperand.Encrypted(new FheValue(type, blocks));
    }

    @Test
    void roundsOfTypesThatAnOperationRefusesAreThoseOfANeighbour() {
        assertThat(RoundCount.of(FheOperation.DIV, FheType.BOOL, FheType.BOOL, false))
                .isEqualTo(11);
        assertThat(RoundCount.of(FheOperation.DIV, FheType.BYTES256, FheType.BYTES256, false))
                .isEqualTo(16772);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void takesFewRoundsWithManyThreads(Row row) throws FheComputationException {
        List<Cost> costs = costs(row, IdleThreads.many(MODEL));
        for (int i = 0; i < TYPES.size(); i++) {
            assertThat(costs.get(i).bootstraps)
                    .as("%s on %s", row, TYPES.get(i))
                    .isLessThanOrEqualTo(row.reference.get(i).bootstraps);
            assertThat(costs.get(i).rounds)
                    .as("rounds of %s on %s", row, TYPES.get(i))
                    .isLessThanOrEqualTo(row.reference.get(i).rounds);
        }
        FEW_ROUNDS.put(row.name, costs);
    }

    private static List<Cost> costs(Row row, BootstrapExecutor executor) throws FheComputationException {
        FheEvaluator evaluator = new ServerKeyEvaluator(ToyKeys.shared().serverKey(), executor);
        List<Cost> costs = new ArrayList<>();
        for (FheType type : TYPES) {
            Cost largest = new Cost(0, 0);
            for (List<FheOperand> operands : row.operands.of(type)) {
                BootstrapCounter counter = new BootstrapCounter();
                evaluator.withCounter(counter).evaluate(row.operation, resultType(row.operation, type), operands);
                largest = new Cost(
                        Math.max(largest.bootstraps, Math.toIntExact(counter.bootstraps())),
                        Math.max(largest.rounds, Math.toIntExact(counter.rounds())));
            }
            costs.add(largest);
        }
        return costs;
    }

    private static FheType resultType(FheOperation operation, FheType type) {
        boolean truth = operation.resultRule() == ResultRule.BOOLEAN || operation == FheOperation.CAST;
        return truth ? FheType.BOOL : type;
    }

    @AfterAll
    static void thePageHasTheCountedRows() throws IOException {
        boolean complete = FEW_BOOTSTRAPS.size() == rows().count() && FEW_ROUNDS.size() == FEW_BOOTSTRAPS.size();
        FEW_ROUNDS.entrySet().removeIf(row -> row.getValue().equals(FEW_BOOTSTRAPS.get(row.getKey())));
        String tables = table(FEW_BOOTSTRAPS) + "\n" + table(FEW_ROUNDS);
        System.out.println(tables);
        if (complete) {
            assertThat(tableLines(Files.readString(Path.of("..", "docs", "engine-costs.md"))))
                    .as("the tables of docs/engine-costs.md")
                    .isEqualTo(tableLines(tables));
        }
    }

    private static String table(Map<String, List<Cost>> rows) {
        StringBuilder table = new StringBuilder("| operation |");
        TYPES.forEach(type -> table.append(' ').append(type.bits()).append(" |"));
        table.append('\n').append("|---".repeat(TYPES.size() + 1)).append("|\n");
        rows.forEach((name, costs) -> table.append("| ")
                .append(name)
                .append(" | ")
                .append(costs.stream().map(Cost::toString).collect(Collectors.joining(" | ")))
                .append(" |\n"));
        return table.toString();
    }

    private static List<List<String>> tableLines(String text) {
        return text.lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|"))
                        .map(String::strip)
                        .skip(1)
                        .toList())
                .toList();
    }
}
