package org.fhevm.coprocessor.cli.bench;

import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/**
 * A measured computation that can be repeated by many threads at once, and whose result can be checked.
 *
 * @param <T> the result
 */
interface Workload<T> {
    /** The name in reports; unique within a run. */
    String name();

    /** Number of equal parts; figures are given for one of them. */
    default int parts() {
        return 1;
    }

    T run() throws Exception;

    /**
     * Bootstraps one after the other on unlimited threads: all counted rounds, unless some of them ran at the same
     * time.
     */
    default long rounds(T result, long counted) {
        return counted;
    }

    /** @throws CommandFailure if this is not the right result */
    void check(T result);

    /** Fails unless the value is the expected one. */
    static void require(boolean right, String name, Object expected, Object actual) {
        if (!right) {
            throw new CommandFailure(name + " gave " + actual + " where " + expected
                    + " is right: this machine must not compute on anything that matters");
        }
    }
}
