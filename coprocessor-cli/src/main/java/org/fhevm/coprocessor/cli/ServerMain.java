package org.fhevm.coprocessor.cli;

import java.util.List;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.fhevm.coprocessor.cli.memory.HeapSizing;

/** The program of the server's container: the flags of the daemon, and only the server. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] args) {
        CarrierThreads.provide();
        HeapSizing sizing = Commands.heapSizing(List.of(args), System.getenv());
        System.exit(Commands.complete(Commands.named("coprocessor-server", new RunCommand(Role.SERVER, sizing)))
                .execute(args));
    }
}
