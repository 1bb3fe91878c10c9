package org.fhevm.coprocessor.cli.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.ciphertext.InputProver;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.client.CoprocessorOptions;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.keys.KeyFileReader;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.keys.ProofParameters;
import org.fhevm.coprocessor.cli.tenant.TenantInsertion;
import org.fhevm.coprocessor.cli.terminal.AllProcessors;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.curve.Workers;
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
    /** Largest number of transfers: their results fit the answer of one call. */
    private static final int MOST = 500;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CoprocessorOptions coprocessor;

    @Mixin
    private TransferAmounts amounts;

    @Option(
            names = "--keys",
            paramLabel = "FOLDER",
            required = true,
            description = "The tenant's files cks, pks and pp.")
    private Path keys;

    @Option(
            names = "--acl-contract-address",
            paramLabel = "ADDRESS",
            defaultValue = TenantAddresses.TEST_ACL_CONTRACT,
            description = "ACL contract of the tenant, which the proof of the inputs names. Default: ${DEFAULT-VALUE}")
    private String aclContract;

    @Option(
            names = "--chain-id",
            paramLabel = "ID",
            defaultValue = "" + TenantAddresses.TEST_CHAIN,
            description = "Host chain of the tenant, likewise. Default: ${DEFAULT-VALUE}")
    private long chainId;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "Number of transfers at once, 1 to " + MOST + ", each between accounts of its own, as a load;"
                    + " each is checked. Each takes a proof of its own."
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
        TenantAddresses tenant = new TenantAddresses(
                TenantInsertion.address("--acl-contract-address", aclContract), TenantInsertion.chainId(chainId));
        try (AllProcessors processors = new AllProcessors();
                CoprocessorClient client = coprocessor.connect()) {
            ConfidentialTransfer transfer = new ConfidentialTransfer(
                    client,
                    prover(folder, processors.workers()),
                    tenant,
                    KeyFileReader.clientKey(folder.clientKey()),
                    amounts.type(),
                    log);
            List<Balances> all = transfer.run(before, amounts.amount(), count);
            for (Balances after : Set.copyOf(all)) {
                TransferReport.print(before, amounts.amount(), after, out);
            }
        }
        return 0;
    }

    /** A prover with the keys of a test tenant; the owner of the folder trusts the common reference string in it. */
    static InputProver prover(KeyFolder keys, Workers workers) {
        CompactPublicKey publicKey = KeyFileReader.publicKey(keys.publicKey());
        PublicParameters parameters = KeyFileReader.publicParameters(keys.publicParameters());
        ProofParameters.of(publicKey.parameters()).requireFit(parameters, keys.publicParameters());
        return new InputProver(publicKey, parameters, workers);
    }
}
