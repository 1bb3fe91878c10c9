package org.fhevm.coprocessor.cli;

import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;

/** The program of the worker's container: the flags of the daemon, and only the worker. */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) {
        CarrierThreads.provide();
        System.exit(Commands.complete(Commands.named("coprocessor-worker", new RunCommand(Role.WORKER)))
                .execute(args));
    }
}
