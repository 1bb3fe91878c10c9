package org.fhevm.coprocessor.cli.memory;

/** Amounts of memory as this program's texts show them: their MB is 2^20 bytes. */
public final class Megabytes {
    public static final long ONE = 1L << 20;

    private Megabytes() {}

    /** A number of bytes as texts show it. */
    public static String shown(long bytes) {
        return bytes / ONE + " MB";
    }
}
