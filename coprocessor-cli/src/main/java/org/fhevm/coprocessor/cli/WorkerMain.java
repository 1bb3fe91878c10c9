package org.fhevm.coprocessor.cli;

import java.util.List;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.fhevm.coprocessor.cli.memory.HeapSizing;

/** The program of the worker's container: the flags of the daemon, and only the worker. */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) {
        CarrierThreads.provide();
        HeapSizing sizing = Commands.heapSizing(List.of(args), System.getenv());
        System.exit(Commands.complete(Commands.named("coprocessor-worker", new RunCommand(Role.WORKER, sizing)))
                .execute(args));
    }
}
