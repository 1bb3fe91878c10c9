package org.fhevm.coprocessor.cli.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.database.DatabaseOption;
import org.fhevm.coprocessor.cli.database.EmbeddedCoprocessorDatabase;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.keys.KeygenCommand;
import org.fhevm.coprocessor.cli.memory.HeapDemand;
import org.fhevm.coprocessor.cli.memory.HeapSizing;
import org.fhevm.coprocessor.cli.terminal.LogSetup;
import org.fhevm.coprocessor.cli.terminal.ProcessLifetime;
import org.fhevm.coprocessor.cli.terminal.Version;
import org.fhevm.coprocessor.database.DatabaseUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        version = Version.TEXT,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs the server, the worker, or both, until it is stopped; SIGTERM drains. The word run may be"
                + " left out.")
public final class RunCommand implements Callable<Integer> {
    /** The folder into which the 0.6 backend writes generated keys, relative to the working directory. */
    private static final Path GENERATED_KEYS = Path.of("..", "fhevm-keys");

    private final Role role;
    private final HeapSizing sizing;

    @Spec
    private CommandSpec spec;

    @Option(names = "--run-server", description = "Run the gRPC server.")
    private boolean runServer;

    @Option(names = "--run-bg-worker", description = "Run the worker.")
    private boolean runWorker;

    @Option(
            names = "--generate-fhe-keys",
            description = "Write a new key set to ../fhevm-keys and stop; other flags have no effect.")
    private boolean generateKeys;

    @Mixin
    private DatabaseOption database;

    @Option(
            names = "--embedded-postgres",
            description = "Run a PostgreSQL of its own instead, on loopback, and migrate it. For trying out.")
    private boolean embeddedPostgres;

    @Option(
            names = "--embedded-postgres-folder",
            paramLabel = "FOLDER",
            defaultValue = "${sys:coprocessor.home:-.}/.coprocessor/postgres",
            description = "Where the embedded PostgreSQL keeps its data. Default: .coprocessor/postgres in the"
                    + " project's folder")
    private Path embeddedFolder;

    @Mixin
    private ServerFlags serverFlags;

    @Mixin
    private WorkerFlags workerFlags;

    @Mixin
    private SharedFlags sharedFlags;

    /** For a process whose heap stays as it is. */
    public RunCommand(Role role) {
        this(role, HeapSizing.OF_JVM);
    }

    public RunCommand(Role role, HeapSizing sizing) {
        this.role = role;
        this.sizing = sizing;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (generateKeys) {
            KeygenCommand.generate(
                    new KeyFolder(GENERATED_KEYS), spec.commandLine().getOut());
            return 0;
        }
        refuseOtherRoles();
        sizing.apply(heapDemand());
        DaemonConfig config = config();
        LogSetup.forDaemons(sharedFlags.logLevel());
        try (ProcessLifetime lifetime = new ProcessLifetime()) {
            Optional<DatabaseUrl> url = config.needsDatabase() ? Optional.of(database(lifetime)) : Optional.empty();
            lifetime.own(DaemonProcess.start(config, url, Version.TEXT));
            lifetime.awaitSignal();
        }
        return 0;
    }

    private void refuseOtherRoles() {
        if (role == Role.SERVER && runWorker) {
            throw new ParameterException(spec.commandLine(), "this program runs the server only, not --run-bg-worker");
        }
        if (role == Role.WORKER && runServer) {
            throw new ParameterException(spec.commandLine(), "this program runs the worker only, not --run-server");
        }
    }

    /** What the flags let the process use of its heap. */
    public HeapDemand heapDemand() {
        HeapDemand keys = sharedFlags.keyDemand();
        HeapDemand withServer = isServer() ? serverFlags.addTo(keys) : keys;
        return isWorker() ? workerFlags.addTo(withServer, sharedFlags.fheThreads()) : withServer;
    }

    private boolean isServer() {
        return runServer || role == Role.SERVER;
    }

    private boolean isWorker() {
        return runWorker || role == Role.WORKER;
    }

    private DaemonConfig config() {
        try {
            return new DaemonConfig(
                            isServer() ? serving() : null,
                            isWorker() ? workerFlags.config(sharedFlags.fheThreads()) : null,
                            sharedFlags.metrics(),
                            sharedFlags.keyCache(),
                            sharedFlags.fheThreads(),
                            sharedFlags.poolSize())
                    .withTracing(sharedFlags.tracing());
        } catch (IllegalArgumentException e) {
            // The records check their components, and their messages name the setting.
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private DaemonConfig.Serving serving() {
        AuditOption audit = serverFlags.audit();
        return new DaemonConfig.Serving(
                serverFlags.config(), serverFlags.signers(), audit::forDaemon, serverFlags.auditRequired());
    }

    private DatabaseUrl database(ProcessLifetime lifetime) {
        return embeddedPostgres
                ? lifetime.own(EmbeddedCoprocessorDatabase.start(embeddedFolder))
                        .url()
                : database.require();
    }
}
