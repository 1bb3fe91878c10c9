package org.fhevm.coprocessor.cli.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.client.ApiKeyOption;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.keys.KeyFiles;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "transfer",
        mixinStandardHelpOptions = true,
        description = "Runs a confidential transfer on a running coprocessor and decrypts the balances. Needs the"
                + " tenant's client key, so only a test tenant will do.")
public final class TransferCommand implements Callable<Integer> {
    /** Their results are fetched in one call, and have room in its answer. */
    private static final int MOST = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ApiKeyOption apiKey;

    @Mixin
    private TransferAmounts amounts;

    @Option(
            names = "--coprocessor-url",
            paramLabel = "URL",
            required = true,
            description = "For instance http://127.0.0.1:50051.")
    private String url;

    @Option(names = "--keys", paramLabel = "FOLDER", required = true, description = "The tenant's keys cks and pks.")
    private Path keys;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "So many of them at once, 1 to " + MOST + ", each between accounts of its own, as a load;"
                    + " each is checked."
                    + " Default: ${DEFAULT-VALUE}")
    private int count;

    @Override
    public Integer call() {
        if (count < 1 || count > MOST) {
            throw new ParameterException(spec.commandLine(), "--count is 1 to " + MOST + ", not " + count);
        }
        PrintWriter out = spec.commandLine().getOut();
        KeyFolder folder = new KeyFolder(keys);
        PhaseLog log = new PhaseLog(out);
        Balances before = amounts.balances();
        try (CoprocessorClient client = CoprocessorClient.connect(url, apiKey.require())) {
            ConfidentialTransfer transfer = new ConfidentialTransfer(
                    client,
                    KeyFiles.publicKey(folder.publicKey()),
                    KeyFiles.clientKey(folder.clientKey()),
                    amounts.type(),
                    log);
            List<Balances> all = transfer.run(before, amounts.amount(), count);
            for (Balances after : Set.copyOf(all)) {
                TransferReport.print(before, amounts.amount(), after, out);
            }
        }
        return 0;
    }
}
