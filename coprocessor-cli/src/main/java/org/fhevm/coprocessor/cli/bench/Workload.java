package org.fhevm.coprocessor.cli.bench;

import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/**
 * Something that can be done again and again, by many threads at once, and whose result can be checked.
 *
 * @param <T> the result
 */
interface Workload<T> {
    /** What it is called in reports; no two workloads of a run share a name. */
    String name();

    /** How many equal parts it consists of; figures are given for one of them. */
    default int parts() {
        return 1;
    }

    T run() throws Exception;

    /** @throws CommandFailure if this is not the right result */
    void check(T result);

    /** Complains about a wrong value. */
    static void require(boolean right, String name, Object expected, Object actual) {
        if (!right) {
            throw new CommandFailure(name + " gave " + actual + " where " + expected
                    + " is right: this machine must not compute on anything that matters");
        }
    }
}
