package org.fhevm.coprocessor.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.daemon.DaemonProcess;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.terminal.AllProcessors;
import org.fhevm.coprocessor.cli.terminal.ProcessLifetime;
import org.fhevm.coprocessor.common.config.ListenAddress;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Sets up a whole coprocessor in a folder (PostgreSQL, keys, tenant, server, worker) and runs a"
                + " confidential transfer on it. The second run finds everything in place.")
public final class DemoCommand implements Callable<Integer> {
    private static final String ANY_PORT = "127.0.0.1:0";
    private static final InetSocketAddress METRICS = ListenAddress.parse("127.0.0.1:9100");

    @Spec
    private CommandSpec spec;

    @Mixin
    private TransferAmounts amounts;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            defaultValue = "${sys:coprocessor.home:-.}/.coprocessor",
            description = "Where everything is kept. Default: .coprocessor in the project's folder")
    private Path folder;

    @Option(names = "--keep-running", description = "Serve until Ctrl-C when the transfer is done.")
    private boolean keepRunning;

    @Option(
            names = "--server-addr",
            paramLabel = "IP:PORT",
            description = "Where the server listens. Default: " + ServerConfig.DEFAULT_ADDRESS
                    + " to keep running, else any free port")
    private @Nullable String address;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        DemoFolder demoFolder = DemoFolder.at(folder);
        Balances before = amounts.balances();
        out.println("A confidential ERC-20 transfer: Alice has " + before.alice() + " tokens and pays Bob, who has "
                + before.bob() + ", " + amounts.amount() + " of them.");
        out.println("All amounts stay encrypted from Alice's side to the end; the coprocessor never has the key.");
        out.println();
        out.flush();
        try (ProcessLifetime lifetime = new ProcessLifetime()) {
            PhaseLog log = new PhaseLog(out);
            DemoEnvironment environment = new DemoEnvironment(demoFolder, lifetime, log);
            DaemonProcess process =
                    environment.start(listenAddress(), keepRunning ? Optional.of(METRICS) : Optional.empty());
            String url = "http://127.0.0.1:" + process.serverPort().orElseThrow();
            try (CoprocessorClient client = CoprocessorClient.connect(url, environment.apiKey())) {
                transfer(client, demoFolder, before, log);
            }
            if (keepRunning) {
                explainConnecting(url, demoFolder, out);
                lifetime.awaitSignal();
            } else {
                out.println("To keep it running and connect to it: ./coprocessor demo --keep-running");
                out.println("To try a payment that is not covered:  ./coprocessor demo --amount 150");
                out.flush();
            }
        }
        return 0;
    }

    private InetSocketAddress listenAddress() {
        String usual = keepRunning ? ServerConfig.DEFAULT_ADDRESS : ANY_PORT;
        try {
            return ListenAddress.parse(address == null ? usual : address);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void transfer(CoprocessorClient client, DemoFolder demoFolder, Balances before, PhaseLog log) {
        try (AllProcessors processors = new AllProcessors()) {
            ConfidentialTransfer transfer = new ConfidentialTransfer(
                    client,
                    TransferCommand.prover(demoFolder.keys(), processors.workers()),
                    DemoEnvironment.TENANT,
                    KeyFileReader.clientKey(demoFolder.keys().clientKey()),
                    amounts.type(),
                    log);
            Balances after = transfer.run(before, amounts.amount());
            log.total();
            TransferReport.print(before, amounts.amount(), after, log.out());
        }
        log.out().println();
    }

    private static void explainConnecting(String url, DemoFolder folder, PrintWriter out) {
        out.println("The coprocessor keeps running until Ctrl-C.");
        out.println("  gRPC, without TLS  " + url + ", API key in " + folder.apiKey());
        out.println("  metrics, health    http://127.0.0.1:" + METRICS.getPort() + "/metrics, /livez, /readyz");
        out.println("  another transfer   ./coprocessor transfer --coprocessor-url " + url + " --api-key-file "
                + folder.apiKey() + " --keys " + folder.keys().path() + " --amount 150");
        out.flush();
    }
}
