package org.fhevm.coprocessor.cli.contract;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * A call of a contract as the computations that it sends. Each takes inputs of the call, or results of earlier
 * computations; every result has a handle and is stored.
 *
 * @param name unique among calls
 * @param inputs stored or uploaded before the call
 * @param computations in dependency order
 * @param example clear values of the inputs
 * @param outcome what the call does to the example: the clear values of those results that the contract keeps
 */
public record ContractCall(
        String name,
        List<Argument.Named> inputs,
        List<Step> computations,
        Map<String, BigInteger> example,
        Map<String, BigInteger> outcome) {
    public ContractCall {
        inputs = List.copyOf(inputs);
        computations = List.copyOf(computations);
        example = Map.copyOf(example);
        outcome = Map.copyOf(outcome);
        Map<String, FheType> known = new HashMap<>();
        inputs.forEach(input -> define(input.name(), input.type(), known));
        for (Step computation : computations) {
            for (Argument operand : computation.operands()) {
                if (operand instanceof Argument.Named(String named, FheType type) && known.get(named) != type) {
                    throw new IllegalArgumentException(computation + " takes " + named + ", which is not known");
                }
            }
            define(computation.result(), computation.type(), known);
        }
        Set<String> inputNames = inputs.stream().map(Argument.Named::name).collect(Collectors.toSet());
        Set<String> results = new HashSet<>(known.keySet());
        results.removeAll(inputNames);
        if (!example.keySet().equals(inputNames) || !results.containsAll(outcome.keySet())) {
            throw new IllegalArgumentException("the example of " + name + " has other inputs or results than the call");
        }
    }

    private static void define(String name, FheType type, Map<String, FheType> known) {
        if (known.put(name, type) != null) {
            throw new IllegalArgumentException("there are two values " + name);
        }
    }

    /** The value of an input in the example. */
    public BigInteger example(Argument.Named input) {
        return Objects.requireNonNull(example.get(input.name()), input.name());
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * A computation.
     *
     * @param result the name of the result
     * @param type of the result
     */
    public record Step(String result, FheOperation operation, FheType type, List<Argument> operands) {
        public Step {
            operands = List.copyOf(operands);
            if (operands.size() != operation.arity()) {
                throw new IllegalArgumentException(
                        operation + " takes " + operation.arity() + " operands, not " + operands.size());
            }
        }

        /** As {@code moved = if_then_else(covered, amount, zero)}. */
        @Override
        public String toString() {
            return operands.stream()
                    .map(Argument::toString)
                    .collect(Collectors.joining(", ", result + " = " + FheNames.of(operation) + "(", ")"));
        }
    }

    /** An operand of a computation. */
    public sealed interface Argument {
        /** An input of the call, or the result of an earlier computation. */
        record Named(String name, FheType type) implements Argument {
            @Override
            public String toString() {
                return name;
            }
        }

        /** A clear number. */
        record Clear(BigInteger value) implements Argument {
            @Override
            public String toString() {
                return value.toString();
            }
        }

        /** The type of the result, of an operation that has no encrypted operand to derive it from. */
        record TypeCode(FheType type) implements Argument {
            @Override
            public String toString() {
                return FheNames.of(type);
            }
        }
    }
}
