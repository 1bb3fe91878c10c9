package org.fhevm.coprocessor.cli.database;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.database.DatabaseRoles;
import org.fhevm.coprocessor.database.DatabaseUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "database-roles",
        mixinStandardHelpOptions = true,
        description = "Creates roles in the database with the rights that servers, workers, operators, readers and"
                + " migrations need, and no more. The account needs the right to create roles. Accounts that log in are"
                + " made in these roles afterwards: create role server login password '…' in role coprocessor_server.")
public final class DatabaseRolesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Option(names = "--print", description = "Print the statements instead of running them. No database is needed.")
    private boolean print;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (print) {
            out.print(DatabaseRoles.sql());
            return 0;
        }
        DatabaseUrl url = database.require();
        DatabaseRoles.create(url);
        out.println("the roles of " + url + " have their rights; migrations grant those on new tables");
        return 0;
    }
}
