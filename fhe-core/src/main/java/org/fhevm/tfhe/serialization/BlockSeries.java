package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.parameters.PbsOrder;

/** The properties that every block of a value repeats and that all blocks of a value must agree on. */
record BlockSeries(int messageModulus, int carryModulus, PbsOrder pbsOrder) {
    /** Refuses blocks of one value that differ. */
    static BlockSeries agree(BlockSeries first, BlockSeries next, BodyReader reader) throws MalformedInputException {
        if (!first.equals(next)) {
            throw reader.malformed("the blocks of one value differ: " + first + " and " + next);
        }
        return first;
    }
}
