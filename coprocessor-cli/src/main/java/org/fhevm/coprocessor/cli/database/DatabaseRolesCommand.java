package org.fhevm.coprocessor.cli.database;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.database.DatabaseAccount;
import org.fhevm.coprocessor.database.DatabaseRoles;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.PasswordFile;
import org.fhevm.coprocessor.database.PasswordSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "database-roles",
        mixinStandardHelpOptions = true,
        description = "Creates roles in the database with the rights that servers, workers, operators, readers and"
                + " migrations need, and no more, and accounts in them. The account of the URL needs the right to create"
                + " roles. Can be repeated.")
public final class DatabaseRolesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--account",
            paramLabel = "PART=FILE",
            description =
                    "Make an account in the role of a part as well: server, worker, operator, reader or migration; daemon"
                            + " for server and worker in one process. The first line of the file is its password; an account that is there"
                            + " gets it too. May be repeated. The account of the server is fhevm_server, and so on.")
    private Map<DatabaseAccount, Path> accounts = new EnumMap<>(DatabaseAccount.class);

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
        Map<DatabaseAccount, PasswordSource> passwords = new EnumMap<>(DatabaseAccount.class);
        accounts.forEach((account, file) -> passwords.put(account, new PasswordFile(file)));
        DatabaseRoles.create(url, passwords);
        out.println("the roles of " + url + " have their rights; migrations grant those on new tables");
        passwords
                .keySet()
                .forEach(account -> out.println("account " + account.user() + " has the password of its file"));
        return 0;
    }
}
