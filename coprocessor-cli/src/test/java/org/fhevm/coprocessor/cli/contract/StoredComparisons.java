package org.fhevm.coprocessor.cli.contract;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.contract.ContractCall.Argument;
import org.fhevm.coprocessor.cli.contract.ContractCall.Step;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * What a call would save if comparisons of stored operands looked their first round up while decompressing: one lookup
 * for each difference of digits, instead of the decompression of operands that nothing else reads, and of the lookups
 * of pairs of digits. With a scalar the lookups are functions of the rotations that decompress the operand.
 */
final class StoredComparisons {
    private static final int SIGNS = 4;
    private static final int CONJUNCTION = 16;
    private static final int DISJUNCTION = 15;

    private final ContractCall call;
    private final Set<String> stored;
    /** Comparisons of two stored operands. */
    private final List<Step> ofTwo;

    StoredComparisons(ContractCall call) {
        this.call = call;
        this.stored = call.inputs().stream().map(Argument.Named::name).collect(Collectors.toSet());
        this.ofTwo = call.computations().stream()
                .filter(step -> isComparison(step.operation())
                        && step.operands().stream().allMatch(this::isStored))
                .toList();
    }

    /** The stored operands that are read by comparisons with stored operands only. */
    List<Argument.Named> comparedOnly() {
        return call.inputs().stream()
                .filter(input -> readers(input).stream().allMatch(ofTwo::contains))
                .toList();
    }

    private List<Step> readers(Argument.Named input) {
        return call.computations().stream()
                .filter(step -> step.operands().contains(input))
                .toList();
    }

    /** Bootstraps that the call would save: all its comparisons of two stored operands change, or none. */
    long saved(CallRun.Results results) {
        long ofPairs = comparedOnly().stream()
                .mapToLong(input -> input.type().blocks())
                .sum();
        for (Step step : ofTwo) {
            int blocks = first(step).type().blocks();
            ofPairs += bootstraps(results, step) - blocks - rest(step.operation(), blocks);
        }
        long withScalars = call.computations().stream()
                .filter(step -> isStored(step.operands().getFirst())
                        && step.operands().size() == 2
                        && !(step.operands().getLast() instanceof Argument.Named))
                .mapToLong(step -> savedWithScalar(results, step))
                .sum();
        return Math.max(0, ofPairs) + withScalars;
    }

    private static long savedWithScalar(CallRun.Results results, Step step) {
        FheType type = first(step).type();
        int blocks = type.blocks();
        return switch (step.operation()) {
            case EQ, NE, GE, GT, LE, LT -> bootstraps(results, step) - rest(step.operation(), blocks);
            // A comparison, and a choice of one bootstrap for each block.
            case MIN, MAX -> bootstraps(results, step) - blocks - rest(FheOperation.LE, blocks);
            case CAST ->
                step.type() == FheType.BOOL && type != FheType.BOOL
                        ? bootstraps(results, step) - levels(blocks, DISJUNCTION)
                        : 0;
            default -> 0;
        };
    }

    private static long bootstraps(CallRun.Results results, Step step) {
        return Objects.requireNonNull(results.counters().get(step), step.result())
                .bootstraps();
    }

    /** Bootstraps of a comparison after those of its digits. */
    private static long rest(FheOperation operation, int digits) {
        return operation == FheOperation.EQ || operation == FheOperation.NE
                ? levels(digits, CONJUNCTION)
                : levels(digits, SIGNS);
    }

    /** Bootstraps of sums of this many terms, down to one. */
    private static long levels(int terms, int group) {
        return terms <= 1 ? 0 : Math.ceilDiv(terms, group) + levels(Math.ceilDiv(terms, group), group);
    }

    private boolean isStored(Argument operand) {
        return operand instanceof Argument.Named(String name, FheType type) && stored.contains(name);
    }

    private static Argument.Named first(Step step) {
        return (Argument.Named) step.operands().getFirst();
    }

    private static boolean isComparison(FheOperation operation) {
        return switch (operation) {
            case EQ, NE, GE, GT, LE, LT -> true;
            default -> false;
        };
    }
}
