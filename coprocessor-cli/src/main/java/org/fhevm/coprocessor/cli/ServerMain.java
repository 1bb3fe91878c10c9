package org.fhevm.coprocessor.cli;

import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;

/** The program of the server's container: the flags of the daemon, and only the server. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] args) {
        CarrierThreads.provide();
        System.exit(Commands.complete(Commands.named("coprocessor-server", new RunCommand(Role.SERVER)))
                .execute(args));
    }
}
