package org.fhevm.coprocessor.cli.bench;

import java.math.BigInteger;
import java.util.List;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.operation.ResultRule;

/** One operation of the table, as a worker evaluates it. */
final class OperationWorkload implements Workload<FheValue> {
    private final OperationCase aCase;
    private final FheEvaluator evaluator;
    private final ClientSide client;
    private final List<FheOperand> operands;
    private final FheType resultType;
    private final Expectation expectation;

    OperationWorkload(OperationCase aCase, FheEvaluator evaluator, ClientSide client) {
        this.aCase = aCase;
        this.evaluator = evaluator;
        this.client = client;
        Samples samples = Samples.of(aCase.type());
        operands = operands(samples);
        resultType = resultType();
        expectation = expectation(samples);
    }

    @Override
    public String name() {
        return aCase.name();
    }

    @Override
    public FheValue run() throws FheComputationException {
        return evaluator.evaluate(aCase.operation(), resultType, operands);
    }

    @Override
    public void check(FheValue result) {
        BigInteger value = client.decrypt(result);
        Workload.require(expectation.allows(value), name(), expectation, value);
    }

    private List<FheOperand> operands(Samples samples) {
        FheType type = aCase.type();
        return switch (aCase.operation()) {
            case TRIVIAL_ENCRYPT -> List.of(scalar(samples.left()), code(type));
            case RAND -> List.of(scalar(samples.left()), code(type));
            case RAND_BOUNDED -> List.of(scalar(samples.left()), scalar(samples.bound()), code(type));
            case CAST -> List.of(client.operand(type, samples.left()), code(OperationCase.CAST_TARGET));
            case IF_THEN_ELSE ->
                List.of(
                        client.operand(FheType.BOOL, BigInteger.ONE),
                        client.operand(type, samples.left()),
                        client.operand(type, samples.right()));
            case NEG, NOT -> List.of(client.operand(type, samples.left()));
            case ADD, SUB, MUL, DIV, REM, BIT_AND, BIT_OR, BIT_XOR, EQ, NE, GE, GT, LE, LT, MIN, MAX ->
                pair(samples.left(), samples.right());
            case SHL, SHR, ROTL, ROTR -> pair(samples.left(), samples.amount());
            case GET_CIPHERTEXT -> throw notAComputation();
        };
    }

    private List<FheOperand> pair(BigInteger left, BigInteger right) {
        FheType type = aCase.type();
        return List.of(client.operand(type, left), aCase.scalar() ? scalar(right) : client.operand(type, right));
    }

    /** A clear operand; its leading zero byte changes nothing. */
    private static FheOperand scalar(BigInteger value) {
        return new FheOperand.Scalar(value.toByteArray());
    }

    private static FheOperand code(FheType type) {
        return new FheOperand.Scalar(new byte[] {(byte) type.code()});
    }

    private FheType resultType() {
        if (aCase.operation().resultRule() == ResultRule.BOOLEAN) {
            return FheType.BOOL;
        }
        return switch (aCase.operation()) {
            case CAST -> OperationCase.CAST_TARGET;
            default -> aCase.type();
        };
    }

    private Expectation expectation(Samples samples) {
        return switch (aCase.operation()) {
            case TRIVIAL_ENCRYPT, IF_THEN_ELSE -> new Expectation.Exactly(samples.left());
            case CAST -> new Expectation.Exactly(BigInteger.ONE);
            case RAND -> new Expectation.Below(samples.modulus());
            case RAND_BOUNDED -> new Expectation.Below(samples.bound());
            case SHL, SHR, ROTL, ROTR -> computed(samples.left(), samples.amount());
            case ADD, SUB, MUL, DIV, REM, BIT_AND, BIT_OR, BIT_XOR, EQ, NE, GE, GT, LE, LT, MIN, MAX, NEG, NOT ->
                computed(samples.left(), samples.right());
            case GET_CIPHERTEXT -> throw notAComputation();
        };
    }

    private Expectation computed(BigInteger left, BigInteger right) {
        return new Expectation.Exactly(ClearResult.of(aCase.operation(), aCase.type(), left, right));
    }

    private IllegalArgumentException notAComputation() {
        return new IllegalArgumentException(aCase.operation() + " is not a computation");
    }
}
