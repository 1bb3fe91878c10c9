package org.fhevm.coprocessor.cli.memory;

/** Units of memory. */
public final class Bytes {
    /** The unit that this program's texts call MB. */
    public static final long MEBI = 1L << 20;

    private Bytes() {}

    /** The number as texts show it. */
    public static String shown(long bytes) {
        return bytes / MEBI + " MB";
    }
}
