package org.fhevm.tfhe.integer;

/**
 * The cost that an operation minimizes where it cannot minimize both. The value of the result is the same either way,
 * the ciphertext is not.
 */
enum Strategy {
    /** Total work: right when other operations fill the cores. */
    FEWEST_BOOTSTRAPS,
    /** Latency, the number of rounds: right for an operation that has many cores to itself. */
    FEWEST_ROUNDS
}
