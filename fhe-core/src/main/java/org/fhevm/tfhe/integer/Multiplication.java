package org.fhevm.tfhe.integer;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Multiplication modulo 2^width: the products of all pairs of digits, one bootstrap each, in a {@link CarrySaveSum}.
 *
 * <p>A product of digits 0..3 is at most 9 and fits a block, so it is not split into message and carry. Wide integers
 * are first recoded to the digits -1..2, for one more bootstrap for each block: their products lie in -2..4, a span of
 * 6 instead of 9, and a sum takes two of them instead of one. Recoding gives one digit after the other. The round of
 * the next pair of digits also looks up all products of the previous pair, and the carries of full columns. So there is
 * one sequential pass over the width for digits and products, and another one for the last carries. With few rounds the
 * integers are not recoded.
 *
 * <p>A product with a scalar needs no bootstraps for products: see {@link ScalarProduct}.
 */
public final class Multiplication {
    /** Number of blocks of both operands from which the narrower products save more than recoding costs. */
    private static final int RECODED_FROM = 16;

    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    private static final LookupTable CARRY_OF_PRODUCT = LookupTable.of(v -> (v >> 2) * (v & MESSAGE) >> 2);

    private Multiplication() {}

    /** {@code left * right}. */
    public static RadixCiphertext multiply(RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        RadixContext.requireSameWidth(left, right);
        Optional<int[]> knownLeft = context.trivialDigits(left);
        Optional<int[]> knownRight = context.trivialDigits(right);
        if (knownRight.isPresent()) {
            return multiplyScalar(context, left, knownRight.get());
        }
        if (knownLeft.isPresent()) {
            return multiplyScalar(context, right, knownLeft.get());
        }
        Strategy strategy = context.strategy();
        boolean wide = Math.min(unknownBlocks(left), unknownBlocks(right)) >= RECODED_FROM;
        return wide && strategy == Strategy.FEWEST_BOOTSTRAPS
                ? multiplyRecoded(context, left, right)
                : multiplyPlain(context, left, right, strategy);
    }

    private static long unknownBlocks(RadixCiphertext value) {
        return value.blocks().stream()
                .filter(block -> !RadixContext.isTrivial(block))
                .count();
    }

    /** {@code left * right} for a scalar right operand, its base-4 digits least significant first. */
    public static RadixCiphertext multiplyScalar(RadixContext context, RadixCiphertext left, int[] right) {
        int blockCount = left.blockCount();
        BigInteger number = Digits.toInteger(right);
        if (number.bitCount() == 1) {
            return Shift.applyScalar(context, Shift.Direction.LEFT, left, number.bitLength() - 1);
        }
        ScalarProduct product = ScalarProduct.of(right, blockCount, new ScalarProduct.Columns(0, blockCount));
        CarrySaveSum sum = new CarrySaveSum(context, blockCount, 0, context.strategy());
        product.addTo(context, sum, 1, left);
        return sum.finish();
    }

    private static RadixCiphertext multiplyPlain(
            RadixContext context, RadixCiphertext left, RadixCiphertext right, Strategy strategy) {
        Products products = new Products(context, Form.PLAIN, left.blockCount(), strategy);
        Round round = context.round();
        for (int i = 0; i < left.blockCount(); i++) {
            for (int j = 0; j < right.blockCount(); j++) {
                products.request(
                        round, i, left.blocks().get(i), j, right.blocks().get(j));
            }
        }
        round.run();
        products.receive();
        return products.sum.finish();
    }

    private static RadixCiphertext multiplyRecoded(RadixContext context, RadixCiphertext left, RadixCiphertext right) {
        int blockCount = left.blockCount();
        SignedRecoding x = new SignedRecoding(context, left);
        SignedRecoding y = new SignedRecoding(context, right);
        Products products = new Products(context, Form.RECODED, blockCount, Strategy.FEWEST_BOOTSTRAPS);
        for (int known = 0; known <= blockCount; known++) {
            Round round = context.round();
            if (known < blockCount) {
                x.request(round);
                y.request(round);
            }
            requestNewest(products, round, x, y, known - 1);
            products.sum.request(round);
            round.run();
            if (known < blockCount) {
                x.receive();
                y.receive();
            }
            products.receive();
            products.sum.receive();
        }
        return products.sum.finish();
    }

    /** Requests all products of a pair of new digits with each other and with the older ones. */
    private static void requestNewest(Products products, Round round, SignedRecoding x, SignedRecoding y, int newest) {
        for (int older = 0; older < newest; older++) {
            products.request(round, newest, x.digit(newest), older, y.digit(older));
            products.request(round, older, x.digit(older), newest, y.digit(newest));
        }
        if (newest >= 0) {
            products.request(round, newest, x.digit(newest), newest, y.digit(newest));
        }
    }

    /** The form of digits in blocks, and the table of {@code 4x + y} for the product of two of them. */
    private enum Form {
        /** Unchanged. */
        PLAIN(0, 0),
        /** Increased by one, and their product by two. */
        RECODED(SignedRecoding.ZERO, 2);

        private final int zero;
        private final int offset;
        private final LookupTable product;
        private final LookupTable message;

        Form(int zero, int offset) {
            this.zero = zero;
            this.offset = offset;
            this.product = LookupTable.of(v -> ((v >> 2) - zero) * ((v & MESSAGE) - zero) + offset);
            this.message = LookupTable.of(v -> ((v >> 2) - zero) * ((v & MESSAGE) - zero) & MESSAGE);
        }
    }

    /**
     * The products of digits before they enter the sum.
     *
     * <p>The two digits of a product may be the same block or come from one rotation, as with the same operand on both
     * sides. So they count as blocks of different operands, with a norm of up to 5√2.
     */
    private static final class Products {
        private final RadixContext context;
        private final Form form;
        private final int blockCount;
        private final CarrySaveSum sum;
        private final List<Requested> requested = new ArrayList<>();

        private Products(RadixContext context, Form form, int blockCount, Strategy strategy) {
            this.context = context;
            this.form = form;
            this.blockCount = blockCount;
            this.sum = new CarrySaveSum(context, blockCount, 0, strategy);
            for (int column = 0; column < blockCount - 1; column++) {
                sum.addScalar(column, -form.offset * (column + 1));
            }
        }

        /**
         * Requests the product of a digit of the left operand and one of the right, unless it lies beyond the width.
         */
        private void request(Round round, int i, ShortintCiphertext x, int j, ShortintCiphertext y) {
            int column = i + j;
            boolean last = column == blockCount - 1;
            if (column >= blockCount) {
                return;
            }
            if (Blocks.isKnown(context, x, form.zero) || Blocks.isKnown(context, y, form.zero)) {
                sum.addScalar(column, last ? 0 : form.offset);
                return;
            }
            LinearCombination both =
                    context.sum().plus(MESSAGE + 1, x).otherOperand().plus(y);
            int degree = form == Form.PLAIN ? x.degree() * y.degree() : Integer.MAX_VALUE;
            // The only product of its column is split here, since no other term shares its bootstrap.
            boolean isSplit = form == Form.PLAIN && column == 0 && !last && degree > MESSAGE;
            LookupTable[] tables = isSplit
                    ? new LookupTable[] {form.message, CARRY_OF_PRODUCT}
                    : new LookupTable[] {last ? form.message : form.product};
            requested.add(new Requested(column, degree, isSplit, round.lookup(both, tables)));
        }

        private void receive() {
            for (Requested product : requested) {
                sum.add(product.column, 1, Blocks.withDegree(product.lookup.result(), product.degree));
                if (product.isSplit) {
                    sum.add(product.column + 1, 1, Blocks.withDegree(product.lookup.result(1), product.degree >> 2));
                }
            }
            requested.clear();
        }

        private record Requested(int column, int degree, boolean isSplit, Round.Lookup lookup) {}
    }
}
