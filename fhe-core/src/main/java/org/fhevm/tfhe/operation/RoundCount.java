package org.fhevm.tfhe.operation;

/**
 * The depth of an operation: the rounds of bootstraps that it runs one after the other if it minimizes the number of
 * bootstraps, as it does when other work fills the cores.
 *
 * <p>The figures are those of the integer layer itself: {@code BootstrapCountTest} counts the rounds of every row and
 * compares. The rounds of a product, quotient or remainder with a scalar depend on the scalar; there it is the largest
 * count of several random scalars.
 */
public final class RoundCount {
    /** Widths of 4 to 256 bits, in the order of {@link FheType}. */
    private static final int[] PRODUCT = {2, 6, 15, 40, 72, 146, 178, 285};

    private static final int[] QUOTIENT = {11, 30, 90, 307, 1123, 4292, 6644, 16772};
    private static final int[] REMAINDER = {13, 33, 97, 321, 1153, 4353, 6721, 16897};
    private static final int[] SCALAR_PRODUCT = {2, 4, 12, 27, 60, 125, 148, 346};
    private static final int[] SCALAR_QUOTIENT = {3, 6, 14, 26, 51, 88, 106, 164};
    private static final int[] SCALAR_REMAINDER = {5, 10, 22, 44, 87, 160, 208, 326};

    /** Signs that one bootstrap of a comparison combines, and booleans that one of an equality test combines. */
    private static final int SIGNS = 4;

    private static final int CONJUNCTION = 16;
    /** Blocks, then booleans, that one bootstrap of a test for zero combines. */
    private static final int DISJUNCTION_OF_BLOCKS = 5;

    private static final int DISJUNCTION = 15;

    private RoundCount() {}

    /**
     * Rounds of an operation. Types that the operation does not accept give the figure of a neighbouring type.
     *
     * @param operand type of the first encrypted operand; ignored if there is none
     * @param result type of the result
     * @param hasScalar whether the right operand is a scalar
     */
    public static int of(FheOperation operation, FheType operand, FheType result, boolean hasScalar) {
        int blocks = operand.blocks();
        return switch (operation) {
            case ADD, SUB, NEG -> blocks;
            case MUL -> byWidth(hasScalar ? SCALAR_PRODUCT : PRODUCT, operand);
            case DIV -> byWidth(hasScalar ? SCALAR_QUOTIENT : QUOTIENT, operand);
            case REM -> byWidth(hasScalar ? SCALAR_REMAINDER : REMAINDER, operand);
            case BIT_AND, BIT_OR, BIT_XOR, IF_THEN_ELSE, RAND, RAND_BOUNDED -> 1;
            case SHL, SHR, ROTL, ROTR -> hasScalar ? 1 : shiftStages(operand.bits());
            case EQ, NE -> 1 + levels(pairs(blocks), CONJUNCTION);
            case GE, GT, LE, LT -> order(blocks);
            case MIN, MAX -> order(blocks) + 1;
            case CAST -> result.isBool() && !operand.isBool() ? zeroTest(blocks) : 0;
            case NOT, TRIVIAL_ENCRYPT, GET_CIPHERTEXT -> 0;
        };
    }

    private static int byWidth(int[] rounds, FheType type) {
        return rounds[Math.clamp(type.code() - FheType.UINT4.code(), 0, rounds.length - 1)];
    }

    private static int pairs(int blocks) {
        return Math.ceilDiv(blocks, 2);
    }

    private static int order(int blocks) {
        return 1 + levels(pairs(blocks), SIGNS);
    }

    /** One round for the bits of the amount, and one for each of them. */
    private static int shiftStages(int bits) {
        return 1 + Integer.SIZE - Integer.numberOfLeadingZeros(bits - 1);
    }

    private static int zeroTest(int blocks) {
        return 1 + levels(Math.ceilDiv(blocks, DISJUNCTION_OF_BLOCKS), DISJUNCTION);
    }

    /** Levels of a tree with this many leaves whose nodes combine {@code arity} of them. */
    private static int levels(int leaves, int arity) {
        int levels = 0;
        for (int left = leaves; left > 1; left = Math.ceilDiv(left, arity)) {
            levels++;
        }
        return levels;
    }
}
