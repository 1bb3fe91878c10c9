package org.fhevm.tfhe.integer;

/**
 * What an operation is sparing with, where it cannot be with both. The clear result is the same either way, the
 * ciphertext is not.
 */
enum Strategy {
    /** The work: right when other operations fill the cores. */
    FEWEST_BOOTSTRAPS,
    /** The number of bootstraps one after the other: right for an operation that has many cores to itself. */
    FEWEST_ROUNDS
}
