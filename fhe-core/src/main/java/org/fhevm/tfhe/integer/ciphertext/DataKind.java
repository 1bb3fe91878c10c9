package org.fhevm.tfhe.integer.ciphertext;

/** The meaning of the blocks of one value in a list. */
public sealed interface DataKind {
    /** Number of blocks of the value. */
    int blockCount();

    private static void requireBlocks(int blocks) {
        if (blocks < 0) {
            throw new IllegalArgumentException("a value cannot have " + blocks + " blocks");
        }
    }

    /** An unsigned integer. */
    record Unsigned(int blocks) implements DataKind {
        public Unsigned {
            requireBlocks(blocks);
        }

        @Override
        public int blockCount() {
            return blocks;
        }
    }

    /** A signed integer in two's complement. */
    record Signed(int blocks) implements DataKind {
        public Signed {
            requireBlocks(blocks);
        }

        @Override
        public int blockCount() {
            return blocks;
        }
    }

    /** A boolean, one block of value 0 or 1. */
    record Bool() implements DataKind {
        @Override
        public int blockCount() {
            return 1;
        }
    }
}
