package org.fhevm.coprocessor.cli.tenant;

import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.access.CertificateGrant;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.repository.CertificateGrantRepository;
import org.fhevm.coprocessor.common.repository.CertificateGrantRepository.Addition;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Lets clients whose certificates have this name call for a tenant without an API key. The server"
                + " has to ask for certificates: --server-tls-client-authorities.")
final class CertificateAddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "A host name, URI or mail address of the certificate; if it has none of them, its common"
                    + " name. Letter case matters.")
    private String name;

    @Option(
            names = "--rights",
            paramLabel = "RIGHTS",
            required = true,
            converter = RightsConverter.class,
            description =
                    "Some of schedule (geth), upload and read (Gateway), trivial-encrypt, with commas between them;"
                            + " or all.")
    private Rights rights;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        CertificateGrant grant = grant();
        try (AuditTrail trail = audit.begin("tenant certificate add").concernsCertificate(name);
                Database open = CommandDatabase.open(database.require())) {
            trail.concerns(grant.tenant());
            report(new Transactions(open).call(transaction -> new CertificateGrantRepository(transaction).add(grant)));
            trail.succeeded();
        }
        spec.commandLine()
                .getOut()
                .println("certificates of the name " + name + " stand for tenant " + tenant + " with the rights "
                        + rights);
        return 0;
    }

    private CertificateGrant grant() {
        try {
            return new CertificateGrant(tenant.id(), name, rights);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--name: " + e.getMessage(), e);
        }
    }

    private void report(Addition addition) {
        switch (addition) {
            case ADDED -> {}
            case NO_SUCH_TENANT -> throw new CommandFailure("there is no tenant " + tenant);
            case NAME_TAKEN -> throw new CommandFailure("the name " + name + " is granted already; revoke it first");
            case TOO_MANY_NAMES ->
                throw new CommandFailure("tenant " + tenant + " has " + CertificateGrantRepository.MAXIMUM_NAMES
                        + " names already, and may not have more; revoke some");
        }
    }
}
