package org.fhevm.tfhe.parameters;

/** The steps from an LWE of a compact list to a block of the compute parameters. */
public sealed interface ExpansionKind {
    /** The list is under a key of its own: a casting keyswitch and a bootstrap lead to the compute key. */
    record RequiresCasting() implements ExpansionKind {}

    /** The list is under a compute key already; its blocks have the given order. */
    record NoCasting(PbsOrder order) implements ExpansionKind {}
}
