package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Shifts and rotations.
 *
 * <p><b>By a scalar amount</b> whole blocks move for free. If a bit remains, every block takes its other bit from the
 * neighbour, by one bootstrap of {@code 4·neighbour + block}.
 *
 * <p><b>By an encrypted amount</b> the value passes one stage for each bit of the amount: first the stage that moves by
 * a single bit, then those that move by 1, 2, 4, … blocks. One bootstrap of {@code b + 4s}, with s the bit, splits a
 * block into the part that stays at its position and the part that moves to another; the value at a position is the sum
 * of the part that stayed and the part that arrived. The next stage looks up this sum directly, since its two parts
 * come from different bootstraps and its noise is only √2. In the last stage two rotations, after one keyswitch, give
 * the two parts, so that blocks of the result share no noise; a part that leaves the integer is omitted. This makes a
 * bootstrap for each block and stage, up to one more for each block, and one for each two bits of the amount.
 */
public final class Shift {
    private static final int BITS = RadixContext.MESSAGE_BITS;
    private static final int MESSAGE = RadixContext.MAXIMUM_MESSAGE;
    /** The weight at which a bit of the amount stands above a block. */
    private static final int ABOVE_BLOCK = 1 << BITS;

    private static final Split WHOLE_BLOCK = Split.of(v -> v > MESSAGE ? 0 : v, v -> v > MESSAGE ? v & MESSAGE : 0);
    private static final LookupTable AMOUNT_BITS = LookupTable.pair(bitAboveBlock(0), bitAboveBlock(1));

    private Shift() {}

    private static IntUnaryOperator bitAboveBlock(int bit) {
        return v -> ABOVE_BLOCK * (v >> bit & 1);
    }

    /**
     * The value moved by a scalar amount.
     *
     * @param amount in bits, 0 to the width
     */
    public static RadixCiphertext applyScalar(
            RadixContext context, Direction direction, RadixCiphertext value, int amount) {
        List<ShortintCiphertext> moved = direction.move(value.blocks(), amount / BITS, context.trivial(0));
        if (amount % BITS == 0) {
            return new RadixCiphertext(moved);
        }
        List<ShortintCiphertext> neighbours = direction.move(moved, 1, context.trivial(0));
        Round round = context.round();
        List<Round.Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < moved.size(); i++) {
            LinearCombination both =
                    context.sum().plus(ABOVE_BLOCK, neighbours.get(i)).plus(moved.get(i));
            lookups.add(round.lookup(both, direction.acrossBlocks));
        }
        round.run();
        return new RadixCiphertext(lookups.stream().map(Round.Lookup::result).toList());
    }

    /**
     * The value moved by an encrypted amount. Only the bits that can be needed count: for a width of 2^k the lowest k,
     * for other widths those of the next power of two. A shift by the width or more gives zero; a rotation continues
     * modulo the width.
     */
    public static RadixCiphertext apply(
            RadixContext context, Direction direction, RadixCiphertext value, RadixCiphertext amount) {
        List<ShortintCiphertext> bits = amountBits(context, amount, value.blockCount() * BITS);
        List<Position> positions = new ArrayList<>();
        for (ShortintCiphertext block : value.blocks()) {
            positions.add(new Position(block, context.trivial(0)));
        }
        int lastStage = lastStage(context, bits);
        for (int bit = 0; bit < bits.size(); bit++) {
            int distance = bit == 0 ? 1 : 1 << bit - 1;
            Split split = bit == 0 ? direction.singleBit : WHOLE_BLOCK;
            if (isStage(context, bits, bit)) {
                Stage stage = new Stage(direction, bits.get(bit), distance, split, bit == lastStage);
                positions = stage.apply(context, positions);
            } else if (!Blocks.isKnown(context, bits.get(bit), 0)) {
                positions = direction.move(positions, distance, new Position(context.trivial(0), context.trivial(0)));
            }
        }
        return new RadixCiphertext(positions.stream()
                .map(position -> position.sum(context).asBlock(MESSAGE))
                .toList());
    }

    /** Whether bootstraps are needed for a bit of the amount; a known one may just move whole blocks. */
    private static boolean isStage(RadixContext context, List<ShortintCiphertext> bits, int bit) {
        boolean movesBlocks = bit > 0 && Blocks.isKnown(context, bits.get(bit), ABOVE_BLOCK);
        return !movesBlocks && !Blocks.isKnown(context, bits.get(bit), 0);
    }

    private static int lastStage(RadixContext context, List<ShortintCiphertext> bits) {
        int last = bits.size() - 1;
        while (last >= 0 && !isStage(context, bits, last)) {
            last--;
        }
        return last;
    }

    /** The bits of the amount that count, each 0 or {@link #ABOVE_BLOCK}. */
    private static List<ShortintCiphertext> amountBits(RadixContext context, RadixCiphertext amount, int width) {
        int count = Integer.SIZE - Integer.numberOfLeadingZeros(width - 1);
        Round round = context.round();
        List<Round.Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < Math.ceilDiv(count, BITS); i++) {
            lookups.add(round.lookup(context.sum().plus(amount.blocks().get(i)), AMOUNT_BITS));
        }
        round.run();
        List<ShortintCiphertext> bits = new ArrayList<>();
        for (int bit = 0; bit < count; bit++) {
            bits.add(lookups.get(bit / BITS).result(bit % BITS));
        }
        return bits;
    }

    /**
     * The stage of one bit of the amount.
     *
     * @param bit 0 or {@link #ABOVE_BLOCK}
     * @param distance in blocks, of the parts that move
     * @param isLast whether the sums are blocks of the result, which share no noise
     */
    private record Stage(Direction direction, ShortintCiphertext bit, int distance, Split split, boolean isLast) {
        List<Position> apply(RadixContext context, List<Position> positions) {
            Round round = context.round();
            List<Round.Lookup> lookups = new ArrayList<>();
            for (int i = 0; i < positions.size(); i++) {
                LinearCombination input = positions.get(i).isKnownZero(context)
                        ? context.sum()
                        : positions.get(i).sum(context).plus(bit);
                lookups.add(round.lookup(input, tables(i, positions.size())));
            }
            round.run();
            List<ShortintCiphertext> gone = new ArrayList<>();
            for (int i = 0; i < positions.size(); i++) {
                gone.add(
                        leaves(i, positions.size())
                                ? context.trivial(0)
                                : lookups.get(i).result(1));
            }
            List<ShortintCiphertext> arrived = direction.move(gone, distance, context.trivial(0));
            List<Position> result = new ArrayList<>();
            for (int i = 0; i < positions.size(); i++) {
                result.add(new Position(lookups.get(i).result(0), arrived.get(i)));
            }
            return result;
        }

        private LookupTable[] tables(int position, int count) {
            if (!isLast) {
                return new LookupTable[] {split.both};
            }
            return leaves(position, count)
                    ? new LookupTable[] {split.stays}
                    : new LookupTable[] {split.stays, split.moves};
        }

        /** Whether the part of a block that moves leaves the integer. */
        private boolean leaves(int position, int count) {
            int target = direction.up ? position + distance : position - distance;
            return !direction.rotates && (target < 0 || target >= count);
        }
    }

    /** The tables that split {@code block + bit}: one for both parts, and one for each. */
    private record Split(LookupTable both, LookupTable stays, LookupTable moves) {
        static Split of(IntUnaryOperator stays, IntUnaryOperator moves) {
            return new Split(LookupTable.pair(stays, moves), LookupTable.of(stays), LookupTable.of(moves));
        }
    }

    /** The direction of the bits, and the fate of those that leave the integer. */
    public enum Direction {
        /** Towards more significant bits, zeros following. */
        LEFT(true, false),
        /** Towards less significant bits, zeros following. */
        RIGHT(false, false),
        /** Towards more significant bits, re-entering at the low end. */
        ROTATE_LEFT(true, true),
        /** Towards less significant bits, re-entering at the high end. */
        ROTATE_RIGHT(false, true);

        private final boolean up;
        private final boolean rotates;
        private final LookupTable acrossBlocks;
        private final Split singleBit;

        Direction(boolean up, boolean rotates) {
            this.up = up;
            this.rotates = rotates;
            this.acrossBlocks = LookupTable.of(v -> within(v & MESSAGE) | toNeighbour(v >> BITS));
            this.singleBit = Split.of(
                    v -> v > MESSAGE ? within(v & MESSAGE) : v, v -> v > MESSAGE ? toNeighbour(v & MESSAGE) : 0);
        }

        /** The part that remains in a block whose bits move by one. */
        private int within(int block) {
            return up ? block << 1 & MESSAGE : block >> 1;
        }

        /** The part that such a block gives to the next one. */
        private int toNeighbour(int block) {
            return up ? block >> 1 : block << 1 & MESSAGE;
        }

        /** The items at their new positions, moved by whole blocks; {@code outside} enters at the end. */
        private <T> List<T> move(List<T> items, int distance, T outside) {
            List<T> moved = new ArrayList<>(items.size());
            for (int position = 0; position < items.size(); position++) {
                int from = up ? position - distance : position + distance;
                if (rotates) {
                    from = Math.floorMod(from, items.size());
                }
                moved.add(from >= 0 && from < items.size() ? items.get(from) : outside);
            }
            return moved;
        }
    }

    /** The value at a position of the integer: the sum of two blocks, in each bit of which at most one is not zero. */
    private record Position(ShortintCiphertext stayed, ShortintCiphertext arrived) {
        boolean isKnownZero(RadixContext context) {
            return Blocks.isKnown(context, stayed, 0) && Blocks.isKnown(context, arrived, 0);
        }

        LinearCombination sum(RadixContext context) {
            return context.sum().plusMessage(stayed, arrived);
        }
    }
}
