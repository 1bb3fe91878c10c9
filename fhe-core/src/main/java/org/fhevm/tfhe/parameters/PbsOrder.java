package org.fhevm.tfhe.parameters;

/** The order of the two halves of a programmable bootstrap, which decides under which key blocks rest between them. */
public enum PbsOrder {
    /** Blocks are under the big key: keyswitch first, blind rotation second. */
    KEYSWITCH_BOOTSTRAP,
    /** Blocks are under the small key: blind rotation first, keyswitch second. */
    BOOTSTRAP_KEYSWITCH
}
