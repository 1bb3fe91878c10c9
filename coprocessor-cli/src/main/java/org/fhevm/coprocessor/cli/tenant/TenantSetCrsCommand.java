package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.keys.ProofParameters;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.serialization.ByteInput;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.zk.PublicParameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "set-crs",
        mixinStandardHelpOptions = true,
        description = "Gives a tenant that was added without one its common reference string, after a check of every"
                + " point. Running servers notice within a minute.")
final class TenantSetCrsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DatabaseOption database;

    @Mixin
    private TenantOption tenant;

    @Option(names = "--crs", paramLabel = "FILE", required = true, description = "The common reference string (pp).")
    private Path file;

    @Option(
            names = "--force",
            description = "Replace one that is there. Inputs proven with it, and not uploaded yet, are then refused.")
    private boolean force;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() throws IOException {
        try (AuditTrail trail = audit.begin("tenant set-crs")) {
            trail.concerns(tenant.id());
            replace(tenant.id(), trail);
        }
        return 0;
    }

    private void replace(TenantId id, AuditTrail trail) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Database open = CommandDatabase.open(database.require())) {
            TenantRepository tenants = new TenantRepository(open);
            CompactKeyParameters key =
                    tenants.withKeys(id, (row, keys) -> replaceable(id, keys)).orElseThrow(() -> noSuchTenant(id));
            PublicParameters parameters = KeyFileReader.publicParameters(file);
            ProofParameters.of(key).requireFit(parameters, file);
            KeySetCheck.checkPoints(parameters, file, out);
            if (!tenants.replacePublicParameters(id, KeySource.ofFile(file))) {
                throw noSuchTenant(id);
            }
        }
        trail.succeeded(id);
        out.println("stored the common reference string of tenant " + id);
    }

    /** The parameters of the tenant's public key, after a check that its common reference string may be replaced. */
    private CompactKeyParameters replaceable(TenantId id, StoredKeySet keys) throws IOException {
        if (keys.size(KeyPart.PUBLIC_PARAMETERS) > 0 && !force) {
            throw new CommandFailure("tenant " + id + " has a common reference string; replace it with --force");
        }
        CompactPublicKeyCodec codec = CompactPublicKeyCodec.INSTANCE;
        try (InputStream stream = keys.open(KeyPart.PUBLIC)) {
            return codec.read(ByteInput.of(stream, keys.size(KeyPart.PUBLIC)), codec.defaultLimit())
                    .parameters();
        } catch (MalformedInputException e) {
            throw new CommandFailure("the public key of tenant " + id + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static CommandFailure noSuchTenant(TenantId id) {
        return new CommandFailure("there is no tenant " + id);
    }
}
