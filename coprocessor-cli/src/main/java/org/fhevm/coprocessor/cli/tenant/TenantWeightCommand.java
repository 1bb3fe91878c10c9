package org.fhevm.coprocessor.cli.tenant;

import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.tenant.repository.TenantState;
import org.fhevm.coprocessor.cli.tenant.repository.TenantStates;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "weight",
        mixinStandardHelpOptions = true,
        description = "Shows or sets a tenant's share of the workers. Workers follow with their next claim.")
final class TenantWeightCommand implements Callable<Integer> {
    private static final int LARGEST_WEIGHT = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantArgument tenant;

    @Option(
            names = "--weight",
            paramLabel = "N",
            description = "1 to " + LARGEST_WEIGHT + ": of two tenants with work, one of weight 3 gets three"
                    + " computations to the other's one. A new tenant has 1.")
    private @Nullable Integer weight;

    @Option(
            names = "--priority",
            paramLabel = "N",
            description = "Tenants of a higher priority are served first, whatever the weights. A new tenant has 0.")
    private @Nullable Integer priority;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        if (weight != null && (weight < 1 || weight > LARGEST_WEIGHT)) {
            throw new ParameterException(spec.commandLine(), "--weight is 1 to " + LARGEST_WEIGHT + ", not " + weight);
        }
        if (weight == null && priority == null) {
            try (Database open = CommandDatabase.open(database.require())) {
                print(new TenantStates(open));
            }
            return 0;
        }
        try (AuditTrail trail = audit.begin("tenant weight");
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(tenant.id());
            TenantStates states = new TenantStates(open);
            if (!states.setShare(tenant.id(), weight, priority)) {
                throw tenant.unknown();
            }
            trail.succeeded();
            print(states);
        }
        return 0;
    }

    private void print(TenantStates states) {
        TenantState state = states.of(tenant.id()).orElseThrow(tenant::unknown);
        spec.commandLine()
                .getOut()
                .println("tenant " + tenant + " has weight " + state.weight() + " and priority " + state.priority());
    }
}
