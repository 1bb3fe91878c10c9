package org.fhevm.coprocessor.cli.terminal;

/** The statuses that processes of this program end with by themselves. */
public enum ExitStatus {
    /** The command did what it is for. A daemon or the demo stopped in order. */
    SUCCESS(0),
    /** The command failed, or its verdict is negative. */
    FAILURE(1),
    /** Nothing was begun: the command line or the configuration file is invalid. */
    USAGE(2);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
