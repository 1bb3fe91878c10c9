package org.fhevm.coprocessor.cli.daemon;

import java.time.Duration;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.memory.HeapDemand;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.fhevm.coprocessor.common.config.ListenAddress;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.config.StatusCodes;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags of the server. */
final class ServerFlags {
    @Option(
            names = "--server-addr",
            paramLabel = "IP:PORT",
            description = "Where the server listens. Default: ${DEFAULT-VALUE}")
    private String address = ServerConfig.DEFAULT_ADDRESS;

    @Option(
            names = "--server-maximum-ciphertexts-to-schedule",
            paramLabel = "N",
            description = "Most computations in one AsyncCompute. Default: ${DEFAULT-VALUE}")
    private int maximumComputations = LimitsConfig.DEFAULT.maximumComputations();

    @Option(
            names = "--server-maximum-ciphertexts-to-get",
            paramLabel = "N",
            description = "Most handles in one GetCiphertexts. Default: ${DEFAULT-VALUE}")
    private int maximumHandles = LimitsConfig.DEFAULT.maximumHandles();

    @Option(
            names = "--maximimum-compact-inputs-upload",
            paramLabel = "N",
            description = "Most input lists in one UploadInputs. Default: ${DEFAULT-VALUE}")
    private int maximumBlobs = LimitsConfig.DEFAULT.maximumBlobs();

    @Option(
            names = "--maximum-handles-per-input",
            paramLabel = "N",
            description = "Most values in one input list, 0 to 255. Default: ${DEFAULT-VALUE}")
    private int maximumValuesPerBlob = LimitsConfig.DEFAULT.maximumValuesPerBlob();

    @Option(
            names = "--server-maximum-message-bytes",
            paramLabel = "N",
            description = "Largest request. Default: ${DEFAULT-VALUE}")
    private int maximumMessageBytes = LimitsConfig.DEFAULT.maximumMessageBytes();

    @Option(
            names = "--server-maximum-blocks-per-input",
            paramLabel = "N",
            description = "Most blocks of two bits in one input list. Default: ${DEFAULT-VALUE}")
    private int maximumBlocksPerList = Capacity.DEFAULT.maximumBlocksPerList();

    @Option(
            names = "--server-maximum-blocks-per-upload",
            paramLabel = "N",
            description = "Most blocks of two bits in one UploadInputs. Default: ${DEFAULT-VALUE}")
    private int maximumBlocksPerUpload = Capacity.DEFAULT.maximumBlocksPerUpload();

    @Option(
            names = "--server-maximum-blocks-to-encrypt",
            paramLabel = "N",
            description = "Most blocks of two bits in one TrivialEncryptCiphertexts; a value counts as 16 at least."
                    + " Default: ${DEFAULT-VALUE}")
    private int maximumBlocksPerEncryption = Capacity.DEFAULT.maximumBlocksPerEncryption();

    @Option(
            names = "--server-maximum-calls",
            paramLabel = "N",
            description = "Most calls at once, of which a tenant has half at most; more are refused."
                    + " Default: ${DEFAULT-VALUE}")
    private int maximumCalls = Capacity.DEFAULT.maximumCalls();

    @Option(
            names = "--server-maximum-fhe-tasks",
            paramLabel = "N",
            description = "Most pieces of FHE work at once; more wait for their turn. One tenant has three quarters of"
                    + " them at most, one call half. Default: ${DEFAULT-VALUE}")
    private int maximumFheTasks = Capacity.DEFAULT.maximumFheTasks();

    @Mixin
    private UnknownInputFlags unknownInputs;

    @Mixin
    private AdmissionFlags admissionFlags;

    @Mixin
    private ServerTlsFlags tls;

    @Mixin
    private SigningFlags signing;

    @Mixin
    private FairnessFlags fairness;

    @Mixin
    private InputProofFlags inputProofs;

    @Mixin
    private AuditOption audit;

    @Option(
            names = "--audit-required",
            description = "Serve no call whose lines the audit log does not take; it is refused as UNAVAILABLE.")
    private boolean auditRequired;

    @Option(
            names = "--server-precise-status-codes",
            description = "Answer faults with the gRPC codes of their kinds. Without it every fault is UNKNOWN, as"
                    + " deployed clients expect; the texts are the same.")
    private boolean preciseStatusCodes;

    @Option(names = "--server-reflection", description = "Let tools ask for the protocol's description.")
    private boolean reflection;

    @Option(
            names = "--server-drain-seconds",
            paramLabel = "N",
            description = "How long calls under way may take when the server stops. Default: ${DEFAULT-VALUE}")
    private int drainSeconds = (int) ServerConfig.DEFAULT_DRAIN_TIME.toSeconds();

    ServerConfig config() {
        return ServerConfig.at(ListenAddress.parse(address))
                .withLimits(new LimitsConfig(
                        maximumComputations, maximumHandles, maximumBlobs, maximumValuesPerBlob, maximumMessageBytes))
                .withCapacity(Capacity.DEFAULT
                        .withMaximumCalls(maximumCalls)
                        .withRequestTime(admissionFlags.requestTime())
                        .withMaximumFheTasks(maximumFheTasks)
                        .withMaximumBlocksPerList(maximumBlocksPerList)
                        .withMaximumBlocksPerUpload(maximumBlocksPerUpload)
                        .withMaximumBlocksPerEncryption(maximumBlocksPerEncryption))
                .withAdmission(admissionFlags.admission())
                .withConnections(admissionFlags.connections())
                .withStatusCodes(preciseStatusCodes ? StatusCodes.BY_KIND : StatusCodes.ALWAYS_UNKNOWN)
                .withReflection(reflection)
                .withUnknownInputs(unknownInputs.policy())
                .withDrainTime(Duration.ofSeconds(drainSeconds))
                .withFairness(fairness.fairness())
                .withInputProofs(inputProofs.settings())
                .withTls(tls.tls());
    }

    /** Adds a server to the demand of a process. */
    HeapDemand addTo(HeapDemand demand) {
        return admissionFlags.bound(demand.withServer(maximumCalls, maximumMessageBytes));
    }

    AuditOption audit() {
        return audit;
    }

    /** @throws IllegalArgumentException if there is no audit log */
    boolean auditRequired() {
        if (auditRequired && !audit.isSet()) {
            throw new IllegalArgumentException("--audit-required needs --audit-log");
        }
        return auditRequired;
    }

    SigningKeys signers() {
        return signing.keys();
    }
}
