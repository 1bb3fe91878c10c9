package org.fhevm.coprocessor.cli.daemon;

/** What a program may run, fixed by the name it is started under. */
public enum Role {
    /** Whatever the flags ask for. */
    ANY,
    /** The server, whether or not the flags ask for it, and no worker. */
    SERVER,
    /** The worker, whether or not the flags ask for it, and no server. */
    WORKER
}
