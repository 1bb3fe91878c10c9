package org.fhevm.tfhe.operation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Operands for tests of operations: edge values, and random ones from a fixed seed. */
final class SampleValues {
    private static final int RANDOM_PAIRS = 12;

    private SampleValues() {}

    /** A left and a right operand. */
    record Pair(BigInteger left, BigInteger right) {}

    /**
     * Pairs of values for an operation on a type: every edge with every other, and random ones. For 4 bits all pairs.
     */
    static List<Pair> pairs(FheOperation operation, FheType type) {
        List<BigInteger> lefts = type.bits() <= 4 ? all(type) : edges(type);
        List<BigInteger> rights = type.bits() <= 4 ? all(type) : isShift(operation) ? amounts(type) : edges(type);
        List<Pair> rest = new ArrayList<>();
        List<Pair> eachRight = new ArrayList<>();
        for (int i = 0; i < rights.size(); i++) {
            for (int j = 0; j < lefts.size(); j++) {
                boolean first = j == (3 * i + 2) % lefts.size();
                (first ? eachRight : rest).add(new Pair(lefts.get(j), rights.get(i)));
            }
        }
        Random source = new Random(31L * operation.code() + type.code());
        for (int i = 0; i < RANDOM_PAIRS; i++) {
            BigInteger left = new BigInteger(type.bits(), source);
            // Divisors of all lengths, and sometimes a multiple of one, where quotients jump.
            BigInteger right = new BigInteger(1 + source.nextInt(type.bits()), source);
            boolean jump = i % 3 == 0 && right.signum() > 0;
            rest.add(new Pair(jump ? left.subtract(left.mod(right)) : left, right));
        }
        Collections.shuffle(rest, source);
        // Tests of costly operations take only the first few pairs, so not all of these may have a 0 or 1.
        return isCostly(operation)
                ? Stream.concat(rest.stream(), eachRight.stream()).toList()
                : Stream.concat(eachRight.stream(), rest.stream()).toList();
    }

    /**
     * As many of the pairs as fit a given number of bootstraps: at least three, and unless the operation is costly or
     * the type very wide, every right operand once.
     */
    static List<Pair> pairs(FheOperation operation, FheType type, int bootstraps) {
        List<Pair> pairs = pairs(operation, type);
        int blocks = type.blocks();
        int cost = isCostly(operation) ? 2 * blocks * blocks : 3 * blocks;
        int least = isCostly(operation) || type.isBytes()
                ? Math.min(3, pairs.size())
                : (int) pairs.stream().map(Pair::right).distinct().count();
        return pairs.subList(0, Math.clamp(bootstraps / cost, least, pairs.size()));
    }

    /** A few of the pairs, edges and random ones mixed. */
    static List<Pair> few(FheOperation operation, FheType type, int count) {
        List<Pair> pairs = pairs(operation, type);
        int from = isCostly(operation) ? 0 : pairs.size() - Math.min(count, pairs.size());
        return pairs.subList(from, Math.min(from + count, pairs.size()));
    }

    /** Whether the number of bootstraps grows with the square of the width. */
    static boolean isCostly(FheOperation operation) {
        return switch (operation) {
            case MUL, DIV, REM -> true;
            default -> false;
        };
    }

    static boolean isShift(FheOperation operation) {
        return switch (operation) {
            case SHL, SHR, ROTL, ROTR -> true;
            default -> false;
        };
    }

    private static List<BigInteger> all(FheType type) {
        List<BigInteger> values = new ArrayList<>();
        for (int value = 0; value < 1 << type.bits(); value++) {
            values.add(BigInteger.valueOf(value));
        }
        return values;
    }

    /** The ends of the range, powers of two, and values that carry through all blocks. */
    static List<BigInteger> edges(FheType type) {
        BigInteger mask = ClearArithmetic.mask(type);
        Set<BigInteger> values = new LinkedHashSet<>(List.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                mask,
                mask.subtract(BigInteger.ONE).max(BigInteger.ZERO),
                BigInteger.TWO.pow(type.bits() - 1),
                BigInteger.TWO.pow(type.bits() / 2),
                mask.divide(BigInteger.valueOf(3)),
                BigInteger.TEN.and(mask)));
        return List.copyOf(values);
    }

    /** Amounts to shift by: below, at and above the width, and as large as the type allows. */
    private static List<BigInteger> amounts(FheType type) {
        int bits = type.bits();
        Set<BigInteger> values = new LinkedHashSet<>();
        for (int amount : new int[] {0, 1, 2, 3, bits / 2, bits / 2 + 1, bits - 1, bits, bits + 1, 2 * bits - 1, 255}) {
            values.add(BigInteger.valueOf(amount).and(ClearArithmetic.mask(type)));
        }
        values.add(ClearArithmetic.mask(type));
        values.add(BigInteger.TWO.pow(bits - 1).add(BigInteger.valueOf(5)));
        return List.copyOf(values);
    }

    /** Big-endian bytes of a scalar, in one of the lengths in which the same number may come. */
    static byte[] bytes(BigInteger value, int extraBytes) {
        byte[] twosComplement = value.toByteArray();
        int from = twosComplement.length > 1 && twosComplement[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[extraBytes + twosComplement.length - from];
        System.arraycopy(twosComplement, from, bytes, extraBytes, twosComplement.length - from);
        return bytes;
    }
}
