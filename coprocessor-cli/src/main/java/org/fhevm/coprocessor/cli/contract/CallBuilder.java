package org.fhevm.coprocessor.cli.contract;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.cli.contract.ContractCall.Argument;
import org.fhevm.coprocessor.cli.contract.ContractCall.Step;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/** Writes down a call, computation by computation. Mutable. */
final class CallBuilder {
    /** The type of all numbers. */
    static final FheType NUMBER = FheType.UINT64;

    private final String name;
    private final List<Argument.Named> inputs = new ArrayList<>();
    private final List<Step> computations = new ArrayList<>();
    private final Map<String, BigInteger> example = new LinkedHashMap<>();
    private final Map<String, BigInteger> outcome = new LinkedHashMap<>();

    CallBuilder(String name) {
        this.name = name;
    }

    /** A number that exists before the call, with its value in the example. */
    Argument.Named number(String input, long value) {
        return input(input, NUMBER, BigInteger.valueOf(value));
    }

    /** A boolean that exists before the call, with its value in the example. */
    Argument.Named flag(String input, boolean value) {
        return input(input, FheType.BOOL, value ? BigInteger.ONE : BigInteger.ZERO);
    }

    private Argument.Named input(String input, FheType type, BigInteger value) {
        Argument.Named named = new Argument.Named(input, type);
        inputs.add(named);
        example.put(input, value);
        return named;
    }

    Argument.Named compute(String result, FheOperation operation, Argument.Named first, Argument... others) {
        List<Argument> operands = new ArrayList<>(List.of(first));
        operands.addAll(List.of(others));
        return add(result, operation, resultType(operation, operands), operands);
    }

    private static FheType resultType(FheOperation operation, List<Argument> operands) {
        return switch (operation.resultRule()) {
            case BOOLEAN -> FheType.BOOL;
            case SAME_AS_FIRST -> type(operands.getFirst());
            case SAME_AS_SECOND, NAMED_BY_LAST -> type(operands.get(1));
        };
    }

    private static FheType type(Argument operand) {
        return switch (operand) {
            case Argument.Named(String name, FheType type) -> type;
            case Argument.TypeCode(FheType type) -> type;
            case Argument.Clear clear -> throw new IllegalArgumentException(clear + " has no type");
        };
    }

    /** The number 0 in encrypted form. */
    Argument.Named zero(String result) {
        return add(result, FheOperation.TRIVIAL_ENCRYPT, NUMBER, List.of(clear(0), new Argument.TypeCode(NUMBER)));
    }

    /** A pseudo-random number. */
    Argument.Named random(String result, long seed) {
        return add(result, FheOperation.RAND, NUMBER, List.of(clear(seed), new Argument.TypeCode(NUMBER)));
    }

    private Argument.Named add(String result, FheOperation operation, FheType type, List<Argument> operands) {
        computations.add(new Step(result, operation, type, operands));
        return new Argument.Named(result, type);
    }

    static Argument.Clear clear(long value) {
        return new Argument.Clear(BigInteger.valueOf(value));
    }

    /** A result that the contract keeps, with the value that it has in the example. */
    CallBuilder keeps(String result, long value) {
        outcome.put(result, BigInteger.valueOf(value));
        return this;
    }

    ContractCall build() {
        return new ContractCall(name, inputs, computations, example, outcome);
    }
}
