package org.fhevm.tfhe.operation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fhevm.tfhe.client.Encryptor;

/**
 * One computation of the matrix, row of the table of operations × type × form of operands, with its expected result.
 *
 * @param operation the row
 * @param type of the encrypted operand, or of the result if there is none
 * @param form which operands are encrypted
 * @param resultType of the result
 * @param values the operands
 * @param expected the unencrypted result; empty if none exists, or if any draw is right
 */
record MatrixCase(
        FheOperation operation,
        FheType type,
        Form form,
        FheType resultType,
        List<Value> values,
        Optional<BigInteger> expected) {

    /** Which operands are encrypted. */
    enum Form {
        ENCRYPTED("encrypted"),
        ENCRYPTED_IN_FEW_ROUNDS("encrypted, many idle threads"),
        SCALAR("with a scalar"),
        SCALAR_IN_FEW_ROUNDS("with a scalar, many idle threads"),
        CLEAR("clear");

        private final String title;

        Form(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        /** Whether the operation finds many idle threads. */
        boolean isInFewRounds() {
            return this == ENCRYPTED_IN_FEW_ROUNDS || this == SCALAR_IN_FEW_ROUNDS;
        }
    }

    /** An operand: a value of a type, to be encrypted, or a scalar. */
    sealed interface Value {
        record Encrypted(FheType type, BigInteger value) implements Value {}

        record Scalar(BigInteger value) implements Value {}
    }

    /** All cases with sampled values, for every row, type and form. */
    static List<MatrixCase> sampled() {
        return Arrays.stream(FheOperation.values())
                .filter(FheOperation::isComputation)
                .flatMap(operation -> Arrays.stream(FheType.values()).flatMap(type -> of(operation, type).stream()))
                .toList();
    }

    private static List<MatrixCase> of(FheOperation operation, FheType type) {
        boolean noOperand = operation.scalarRule() == ScalarRule.ALL;
        if (!noOperand && !operation.acceptedTypes().includes(type)) {
            return List.of();
        }
        return switch (operation) {
            case CAST -> casts(type);
            case IF_THEN_ELSE -> choices(type);
            case TRIVIAL_ENCRYPT -> trivials(type);
            case RAND -> List.of(draw(operation, type, new BigInteger("123456789")));
            case RAND_BOUNDED ->
                List.of(draw(operation, type, new BigInteger("1234"), BigInteger.TWO.pow((type.bits() + 1) / 2)));
            case NEG, NOT -> negations(operation, type);
            case ADD, SUB, MUL, DIV, REM ->
                Stream.of(
                                encrypted(operation, type, Form.ENCRYPTED),
                                encrypted(operation, type, Form.ENCRYPTED_IN_FEW_ROUNDS),
                                scalar(operation, type, Form.SCALAR),
                                scalar(operation, type, Form.SCALAR_IN_FEW_ROUNDS))
                        .flatMap(List::stream)
                        .toList();
            default ->
                Stream.of(encrypted(operation, type, Form.ENCRYPTED), scalar(operation, type, Form.SCALAR))
                        .flatMap(List::stream)
                        .toList();
        };
    }

    private static List<MatrixCase> encrypted(FheOperation operation, FheType type, Form form) {
        return spread(SampleValues.pairs(operation, type), sampleCount(operation, type)).stream()
                .map(pair -> new MatrixCase(
                        operation,
                        type,
                        form,
                        result(operation, type),
                        List.of(new Value.Encrypted(type, pair.left()), new Value.Encrypted(type, pair.right())),
                        Optional.of(ClearArithmetic.ofEncrypted(operation, type, pair.left(), pair.right()))))
                .toList();
    }

    private static List<MatrixCase> scalar(FheOperation operation, FheType type, Form form) {
        List<MatrixCase> cases = new ArrayList<>();
        for (SampleValues.Pair pair : SampleValues.pairs(operation, type)) {
            ClearArithmetic.ofScalar(operation, type, pair.left(), pair.right())
                    .ifPresent(expected -> cases.add(new MatrixCase(
                            operation,
                            type,
                            form,
                            result(operation, type),
                            List.of(new Value.Encrypted(type, pair.left()), new Value.Scalar(pair.right())),
                            Optional.of(expected))));
        }
        return spread(cases, sampleCount(operation, type));
    }

    private static int sampleCount(FheOperation operation, FheType type) {
        return type.bits() > (SampleValues.isCostly(operation) ? 32 : 64) ? 1 : 3;
    }

    /** A number of elements, spread evenly over the list. */
    private static <T> List<T> spread(List<T> all, int count) {
        List<T> chosen = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            chosen.add(all.get(i * all.size() / (count + 1)));
        }
        return chosen;
    }

    private static List<MatrixCase> negations(FheOperation operation, FheType type) {
        return spread(SampleValues.edges(type), 2).stream()
                .map(value -> new MatrixCase(
                        operation,
                        type,
                        Form.ENCRYPTED,
                        type,
                        List.of(new Value.Encrypted(type, value)),
                        Optional.of(ClearArithmetic.ofOne(operation, type, value))))
                .toList();
    }

    private static List<MatrixCase> casts(FheType from) {
        BigInteger value = ClearArithmetic.mask(from).multiply(BigInteger.TWO).divide(BigInteger.valueOf(3));
        return Arrays.stream(FheType.values())
                .map(to -> new MatrixCase(
                        FheOperation.CAST,
                        from,
                        Form.ENCRYPTED,
                        to,
                        List.of(new Value.Encrypted(from, value), code(to)),
                        Optional.of(ClearArithmetic.cast(to, value))))
                .toList();
    }

    private static List<MatrixCase> choices(FheType type) {
        List<MatrixCase> cases = new ArrayList<>();
        for (SampleValues.Pair pair : spread(SampleValues.pairs(FheOperation.ADD, type), 1)) {
            for (boolean condition : new boolean[] {false, true}) {
                cases.add(new MatrixCase(
                        FheOperation.IF_THEN_ELSE,
                        type,
                        Form.ENCRYPTED,
                        type,
                        List.of(
                                new Value.Encrypted(FheType.BOOL, condition ? BigInteger.ONE : BigInteger.ZERO),
                                new Value.Encrypted(type, pair.left()),
                                new Value.Encrypted(type, pair.right())),
                        Optional.of(condition ? pair.left() : pair.right())));
            }
        }
        return cases;
    }

    private static List<MatrixCase> trivials(FheType type) {
        return spread(SampleValues.edges(type), 2).stream()
                .map(value -> new MatrixCase(
                        FheOperation.TRIVIAL_ENCRYPT,
                        type,
                        Form.CLEAR,
                        type,
                        List.of(new Value.Scalar(value), code(type)),
                        Optional.of(value)))
                .toList();
    }

    private static MatrixCase draw(FheOperation operation, FheType type, BigInteger... scalars) {
        List<Value> operands = new ArrayList<>();
        for (BigInteger scalar : scalars) {
            operands.add(new Value.Scalar(scalar));
        }
        operands.add(code(type));
        return new MatrixCase(operation, type, Form.CLEAR, type, operands, Optional.empty());
    }

    private static Value code(FheType type) {
        return new Value.Scalar(BigInteger.valueOf(type.code()));
    }

    private static FheType result(FheOperation operation, FheType type) {
        return operation.resultRule() == ResultRule.BOOLEAN ? FheType.BOOL : type;
    }

    /** The largest possible value of an unknown result. */
    BigInteger largestResult() {
        return operation == FheOperation.RAND_BOUNDED
                ? ((Value.Scalar) values.get(1)).value().subtract(BigInteger.ONE)
                : ClearArithmetic.mask(resultType);
    }

    /** Approximate number of bootstraps. */
    long cost() {
        long blocks = Math.max(type.blocks(), resultType.blocks());
        boolean encrypted = form == Form.ENCRYPTED || form == Form.ENCRYPTED_IN_FEW_ROUNDS;
        long perBlock = switch (operation) {
            case MUL -> encrypted ? blocks : 10;
            case DIV, REM -> encrypted ? 2 * blocks + 4 : 10;
            case SHL, SHR, ROTL, ROTR -> encrypted ? 8 : 1;
            case MIN, MAX -> 3;
            case NOT, TRIVIAL_ENCRYPT, CAST -> 0;
            default -> 1;
        };
        return 1 + (form.isInFewRounds() ? 2 : 1) * perBlock * blocks;
    }

    /** The operands, encrypted where the form says so. */
    List<FheOperand> operands(Encryptor encryptor) {
        List<FheOperand> operands = new ArrayList<>();
        for (Value operand : values) {
            operands.add(
                    switch (operand) {
                        case Value.Scalar(BigInteger value) -> new FheOperand.Scalar(SampleValues.bytes(value, 0));
                        case Value.Encrypted(FheType of, BigInteger value) ->
                            new FheOperand.Encrypted(new FheValue(
                                    of,
                                    of.isBool()
                                            ? encryptor.encryptBoolean(value.signum() != 0)
                                            : encryptor.encrypt(value, of.blocks())));
                    });
        }
        return operands;
    }
}
