package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.coprocessor.common.repository.CertificateGrantRepository;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the names of certificates that stand for API keys, of all tenants.")
final class CertificateListCommand implements Callable<Integer> {
    private static final String ROW = "%6s  %-34s  %s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Database open = CommandDatabase.open(database.require())) {
            List<GrantEntry> grants = new CertificateGrantRepository(open.dsl())
                    .all().stream()
                            .map(grant -> new GrantEntry(
                                    grant.tenant().value(), grant.rights().toString(), grant.name()))
                            .toList();
            if (output.isJson()) {
                output.print(out, grants);
            } else {
                out.printf(ROW, "tenant", "rights", "name");
                grants.forEach(grant -> out.printf(ROW, grant.tenant(), grant.rights(), grant.name()));
            }
        }
        return 0;
    }

    /** A name that stands for an API key. */
    private record GrantEntry(int tenant, String rights, String name) {}
}
