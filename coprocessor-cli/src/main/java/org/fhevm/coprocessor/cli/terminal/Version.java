package org.fhevm.coprocessor.cli.terminal;

/** The version of this program, which is that of its artifacts, and the interface that it offers. */
public final class Version {
    public static final String NUMBER = "0.1.0-SNAPSHOT";
    public static final String TEXT = "coprocessor " + NUMBER + ", protocol of fhevm 0.6";

    private Version() {}
}
