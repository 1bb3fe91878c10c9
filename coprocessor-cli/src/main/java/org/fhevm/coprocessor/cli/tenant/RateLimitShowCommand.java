package org.fhevm.coprocessor.cli.tenant;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.repository.RateLimitRepository;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows the limits that a tenant has of its own, one a line.")
final class RateLimitShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Database open = CommandDatabase.open(database.require())) {
            RateLimits limits = new RateLimitRepository(open.dsl())
                    .of(tenant.id())
                    .orElseThrow(() -> new CommandFailure("there is no tenant " + tenant));
            if (output.isJson()) {
                output.print(out, new LimitsEntry(tenant.id().value(), List.copyOf(limits.entries())));
                return 0;
            }
            limits.entries().forEach(out::println);
            if (limits.entries().isEmpty()) {
                out.println("tenant " + tenant + " has the limits of --server-rate-limit");
            }
        }
        return 0;
    }

    /** The limits of a tenant; none if it has those of the servers. */
    private record LimitsEntry(int tenant, List<String> limits) {}
}
