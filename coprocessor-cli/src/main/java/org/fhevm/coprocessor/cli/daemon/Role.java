package org.fhevm.coprocessor.cli.daemon;

/** The parts that a program may run, fixed by the name it is started under. */
public enum Role {
    /** The parts that the flags name. */
    ANY,
    /** Only the server, with or without its flag. */
    SERVER,
    /** Only the worker, with or without its flag. */
    WORKER
}
