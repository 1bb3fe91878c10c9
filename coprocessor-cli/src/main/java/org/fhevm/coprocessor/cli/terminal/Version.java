package org.fhevm.coprocessor.cli.terminal;

/** The version of this program: the 0.6 line whose interface it offers. */
public final class Version {
    public static final String TEXT = "coprocessor 0.6.1";

    private Version() {}
}
