package org.fhevm.tfhe.shortint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The function of a programmable bootstrap: one or several functions of the value of a block.
 *
 * <p>The accumulator has 16 boxes, one for each value 0..15 of a block with clean padding; a value v + 16 gives the
 * negative of the answer for v. Answers are stated in <em>half units</em>: a result r is written 2r. A table may answer
 * r - ½ in its boxes and have ½ added afterwards, which makes a sign visible: see {@link #isNegative()}.
 *
 * <p>Several functions share one rotation if their inputs are small: with ν functions the inputs must be below 16/ν,
 * function t takes boxes t·16/ν onwards, and its result is read at another coefficient of the same accumulator. The
 * results share the noise of one rotation: two of them count as copies of each other when noise is added up.
 *
 * <p>Equality is by content, so that equal tables share one accumulator.
 *
 * @param domain the inputs that the boxes are made for
 * @param boxes the 16 answers in half units, modulo 64
 * @param functions number of functions, a power of two up to 16
 * @param shifts for each function, half units that are added to its result
 * @param degrees for each function, the largest result
 */
public record LookupTable(
        Domain domain, List<Integer> boxes, int functions, List<Integer> shifts, List<Integer> degrees) {
    /** Values of a block, message and carry together. */
    public static final int BOXES = 16;

    public LookupTable {
        boxes = List.copyOf(boxes);
        shifts = List.copyOf(shifts);
        degrees = List.copyOf(degrees);
        if (boxes.size() != BOXES
                || Integer.bitCount(functions) != 1
                || functions > BOXES
                || shifts.size() != functions
                || degrees.size() != functions) {
            throw new IllegalArgumentException("a lookup table has 16 boxes, and one degree and shift per function");
        }
    }

    /** {@code f(v)} for v = 0..15, with results 0..15. */
    public static LookupTable of(IntUnaryOperator f) {
        int degree = 0;
        List<Integer> boxes = new ArrayList<>();
        for (int v = 0; v < BOXES; v++) {
            int result = f.applyAsInt(v);
            degree = Math.max(degree, result);
            boxes.add(2 * result);
        }
        return new LookupTable(Domain.UNSIGNED, boxes, 1, List.of(0), List.of(degree));
    }

    /**
     * {@code f(v)} with negative results among the values, and a value above 15 giving {@code -f(v - 16)}; the caller
     * knows the range that the inputs really take, and hence the degree.
     */
    public static LookupTable signed(IntUnaryOperator f, int degree) {
        List<Integer> boxes = new ArrayList<>();
        for (int v = 0; v < BOXES; v++) {
            boxes.add(2 * f.applyAsInt(v));
        }
        return new LookupTable(Domain.SIGNED, boxes, 1, List.of(0), List.of(degree));
    }

    /**
     * {@code f(v) + shift}, where a value above 15 gives {@code -f(v - 16) + shift}: once a constant has been
     * subtracted, more functions are odd.
     */
    public static LookupTable shifted(IntUnaryOperator f, int shift, int degree) {
        LookupTable odd = signed(f, degree);
        return new LookupTable(odd.domain, odd.boxes, 1, List.of(2 * shift), odd.degrees);
    }

    /**
     * {@code f(v)} for v = 0..15, with results from 0 to {@code largest}. A value above 15, which an honest client does
     * not encrypt, gives {@code largest - f(v - 16)}, in the same range.
     */
    public static LookupTable bounded(IntUnaryOperator f, int largest) {
        List<Integer> boxes = new ArrayList<>();
        for (int v = 0; v < BOXES; v++) {
            boxes.add(2 * f.applyAsInt(v) - largest);
        }
        return new LookupTable(Domain.UNSIGNED, boxes, 1, List.of(largest), List.of(largest));
    }

    /**
     * The top {@code bits} bits of a phase. The torus from 0 upwards is cut into {@code 2^bits} equal parts, which give
     * 1, 0 for one bit and 2, 3, 1, 0 for two.
     *
     * @param bits 1 or 2
     */
    public static LookupTable phaseBits(int bits) {
        if (bits < 1 || bits > 2) {
            throw new IllegalArgumentException("a block takes one or two bits of a phase, not " + bits);
        }
        int parts = 1 << bits;
        List<Integer> boxes = new ArrayList<>();
        for (int box = 0; box < BOXES; box++) {
            boxes.add(2 * (box * parts / (2 * BOXES)) + 1);
        }
        return new LookupTable(Domain.PHASE, boxes, 1, List.of(parts - 1), List.of(parts - 1));
    }

    /** Two functions of inputs 0..7 from one rotation. */
    public static LookupTable pair(IntUnaryOperator first, IntUnaryOperator second) {
        Integer[] boxes = new Integer[BOXES];
        int[] degrees = new int[2];
        for (int v = 0; v < BOXES / 2; v++) {
            int a = first.applyAsInt(v);
            int b = second.applyAsInt(v);
            boxes[v] = 2 * a;
            boxes[BOXES / 2 + v] = 2 * b;
            degrees[0] = Math.max(degrees[0], a);
            degrees[1] = Math.max(degrees[1], b);
        }
        return new LookupTable(
                Domain.UNSIGNED, Arrays.asList(boxes), 2, List.of(0, 0), List.of(degrees[0], degrees[1]));
    }

    /** 1 for the values 16..31, which stand for -16..-1; 0 for 0..15. */
    public static LookupTable isNegative() {
        return halves(-1, 1);
    }

    /** 0 for the values 16..31, which stand for -16..-1; 1 for 0..15. */
    public static LookupTable isNotNegative() {
        return halves(1, 1);
    }

    private static LookupTable halves(int box, int shift) {
        return new LookupTable(Domain.SIGNED, Collections.nCopies(BOXES, box), 1, List.of(shift), List.of(1));
    }

    /** Whether all values of a range may be looked up. */
    public boolean accepts(int minimum, int maximum) {
        return switch (domain) {
            case UNSIGNED -> minimum >= 0 && maximum < BOXES / functions;
            case SIGNED -> minimum >= -BOXES && maximum <= BOXES;
            case PHASE -> false;
        };
    }

    /** The result of function t for an unencrypted value 0..31, itself modulo 32. */
    public int evaluate(int function, int value) {
        int index = function * (BOXES / functions) + value;
        int halfUnits = (index & BOXES) == 0 ? boxes.get(index & BOXES - 1) : -boxes.get(index & BOXES - 1);
        return halfUnits + shifts.get(function) >> 1 & 2 * BOXES - 1;
    }

    /**
     * The accumulator polynomial: each box N/16 coefficients wide, centred on its value, or beginning at its phase.
     *
     * @param polynomialSize N
     * @param deltaLog2 log2 of the torus word that encodes 1
     * @return N torus words
     */
    public long[] accumulator(int polynomialSize, int deltaLog2) {
        int box = polynomialSize / BOXES;
        int centre = domain == Domain.PHASE ? 0 : box / 2;
        long[] words = new long[polynomialSize];
        for (int j = 0; j < polynomialSize; j++) {
            int from = j + centre;
            long word = (long) boxes.get((from & polynomialSize - 1) / box) << deltaLog2 - 1;
            words[j] = from < polynomialSize ? word : -word;
        }
        return words;
    }

    /** The coefficient at which the result of function t is extracted. */
    public int coefficient(int function, int polynomialSize) {
        return function * (polynomialSize / functions);
    }

    /** Inputs that a table may be given. */
    public enum Domain {
        /** Clean padding: 0 to 15, or to 16/ν - 1 with ν functions. */
        UNSIGNED,
        /** Negative values use the padding bit: -16 to 16, the table being an odd function of the 32 values. */
        SIGNED,
        /**
         * Phases anywhere on the torus instead of values. A box therefore begins at its multiple of 2^64/32 instead of
         * being centred on it.
         */
        PHASE
    }
}
