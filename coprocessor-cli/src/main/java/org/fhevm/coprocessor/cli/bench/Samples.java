package org.fhevm.coprocessor.cli.bench;

import java.math.BigInteger;
import java.util.Random;
import org.fhevm.tfhe.operation.FheType;

/**
 * Operands, the same in every run.
 *
 * @param left the highest bit is set, so that a quotient is not zero
 * @param right not zero
 */
record Samples(FheType type, BigInteger left, BigInteger right) {
    static Samples of(FheType type) {
        Random random = new Random(type.code());
        return new Samples(
                type,
                new BigInteger(type.bits(), random).setBit(type.bits() - 1),
                new BigInteger(type.bits(), random).setBit(0));
    }

    /** The amount to shift and rotate by: odd, so that blocks are split, and about half of the width. */
    BigInteger amount() {
        return BigInteger.valueOf(type.bits() / 2 - 1L);
    }

    /** The bound of random draws: a power of two, the only kind of bound that the protocol defines. */
    BigInteger bound() {
        return BigInteger.ONE.shiftLeft(Math.max(1, type.bits() / 2));
    }

    /** The number of values that the type has. */
    BigInteger modulus() {
        return BigInteger.ONE.shiftLeft(type.bits());
    }
}
