package org.fhevm.coprocessor.cli.tenant;

import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.repository.CertificateGrantRepository;
import org.fhevm.coprocessor.database.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description = "Removes a name. Its clients need an API key within a second. They can still connect, unless"
                + " --server-tls-client-names or their authority keeps them out.")
final class CertificateRevokeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "The certificate's name.")
    private String name;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        try (AuditTrail trail = audit.begin("tenant certificate revoke").concernsCertificate(name);
                Database open = CommandDatabase.open(database.require())) {
            if (!new CertificateGrantRepository(open.dsl()).remove(name)) {
                throw new CommandFailure("no tenant has a certificate of the name " + name);
            }
            trail.succeeded();
        }
        spec.commandLine().getOut().println("certificates of the name " + name + " stand for no tenant any more");
        return 0;
    }
}
