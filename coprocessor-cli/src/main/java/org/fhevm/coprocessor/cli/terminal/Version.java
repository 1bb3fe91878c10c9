package org.fhevm.coprocessor.cli.terminal;

/** What this program calls itself: the 0.6 line whose interface it offers. */
public final class Version {
    public static final String TEXT = "coprocessor 0.6.1";

    private Version() {}
}
