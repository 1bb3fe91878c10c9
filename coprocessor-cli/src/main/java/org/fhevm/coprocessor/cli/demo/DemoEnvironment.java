package org.fhevm.coprocessor.cli.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.fhevm.coprocessor.cli.client.ApiKeyOption;
import org.fhevm.coprocessor.cli.daemon.DaemonConfig;
import org.fhevm.coprocessor.cli.daemon.DaemonProcess;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.database.EmbeddedCoprocessorDatabase;
import org.fhevm.coprocessor.cli.keys.KeySetContent;
import org.fhevm.coprocessor.cli.keys.KeygenCommand;
import org.fhevm.coprocessor.cli.tenant.KeySetCheck;
import org.fhevm.coprocessor.cli.tenant.TenantInsertion;
import org.fhevm.coprocessor.cli.terminal.OwnerOnlyFile;
import org.fhevm.coprocessor.cli.terminal.ProcessLifetime;
import org.fhevm.coprocessor.cli.terminal.Version;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.signing.SecretFiles;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.server.signing.SigningKeyFile;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.tfhe.parameters.ParameterSet;

/**
 * Sets up a whole coprocessor, from the files of an earlier run or from scratch. Keys, common reference string, API key
 * and tenant belong together: new keys, or a new string, get a new tenant.
 */
final class DemoEnvironment {
    /** The data of the demo's tenant. */
    static final TenantAddresses TENANT = TenantAddresses.TEST;

    private static final String INPUT_VERIFIER_CONTRACT = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";
    private static final int SIGNING_KEY_BYTES = 32;
    private static final int DATABASE_CONNECTIONS = 5;

    private final DemoFolder folder;
    private final ProcessLifetime lifetime;
    private final PhaseLog log;

    DemoEnvironment(DemoFolder folder, ProcessLifetime lifetime, PhaseLog log) {
        this.folder = folder;
        this.lifetime = lifetime;
        this.log = log;
    }

    /** Starts all parts; server and worker run in this process and are reached through their sockets. */
    DaemonProcess start(InetSocketAddress server, Optional<InetSocketAddress> metrics) throws IOException {
        boolean newKeys = makeKeysIfMissing();
        DatabaseUrl url = lifetime.own(EmbeddedCoprocessorDatabase.start(folder.postgres()))
                .url();
        log.done("PostgreSQL", "embedded, data in " + folder.postgres());
        addTenantIfMissing(url, newKeys);
        SigningKey signer = signingKey();
        int threads = Runtime.getRuntime().availableProcessors();
        DaemonProcess process = lifetime.own(DaemonProcess.start(
                new DaemonConfig(
                        new DaemonConfig.Serving(ServerConfig.at(server), SigningKeys.of(signer)),
                        WorkerConfig.defaults().withFheThreads(threads),
                        new MetricsConfig(metrics.orElse(null)),
                        KeyCacheConfig.defaults(),
                        threads,
                        DATABASE_CONNECTIONS),
                Optional.of(url),
                Version.TEXT));
        log.done(
                "server and worker",
                "gRPC on port " + process.serverPort().orElseThrow() + ", " + threads + " FHE threads");
        return process;
    }

    UUID apiKey() {
        return ApiKeyOption.read(folder.apiKey());
    }

    private boolean makeKeysIfMissing() throws IOException {
        if (folder.keys().isComplete()) {
            log.done("FHE keys and CRS", "found in " + folder.keys().path());
            return false;
        }
        // Keys of an earlier version, which made no common reference string, remain in use.
        boolean keys = !folder.keys().hasKeys();
        KeygenCommand.generate(
                KeySetContent.of(ParameterSet.FHEVM_0_6, keys, KeySetContent.USUAL_CRS_BITS), folder.keys(), log.out());
        log.done(
                keys ? "FHE keys and CRS" : "CRS",
                "generated in " + folder.keys().path());
        return true;
    }

    private void addTenantIfMissing(DatabaseUrl url, boolean newKeys) throws IOException {
        if (newKeys || !Files.exists(folder.apiKey())) {
            OwnerOnlyFile.writeLine(folder.apiKey(), UUID.randomUUID().toString());
        }
        UUID apiKey = apiKey();
        try (Database database = CommandDatabase.open(url)) {
            if (new TenantRepository(database).findByApiKey(apiKey).isPresent()) {
                log.done("tenant", "found");
                return;
            }
        }
        KeySetCheck.checkWithoutPoints(folder.keys());
        TenantInsertion.insert(
                url,
                new NewTenant(
                        apiKey,
                        TENANT.chain(),
                        TENANT.aclContract().checksummed(),
                        INPUT_VERIFIER_CONTRACT,
                        folder.keys().tenantKeys()));
        log.done("tenant", "added, API key in " + folder.apiKey());
    }

    private SigningKey signingKey() throws IOException {
        if (!Files.exists(folder.signingKey())) {
            byte[] secret = new byte[SIGNING_KEY_BYTES];
            new SecureRandom().nextBytes(secret);
            OwnerOnlyFile.writeLine(folder.signingKey(), "0x" + HexFormat.of().formatHex(secret));
        }
        return SigningKeyFile.read(folder.signingKey(), null, SecretFiles.OWNER_ONLY);
    }
}
