package org.fhevm.coprocessor.cli.daemon;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.server.config.Fairness;
import org.fhevm.coprocessor.server.config.FheWork;
import org.fhevm.coprocessor.server.config.Waiting;
import picocli.CommandLine.Option;

/** Flags that share the server among tenants. */
final class FairnessFlags {
    @Option(
            names = "--server-maximum-fhe-requests-per-tenant",
            paramLabel = "N",
            description = "Most UploadInputs and TrivialEncryptCiphertexts of one tenant whose FHE work runs or waits"
                    + " for its turn. Further uploads wait, further encryptions are refused. Default: ${DEFAULT-VALUE}")
    private int maximumRequests = FheWork.DEFAULT.maximumRequestsPerTenant();

    @Option(
            names = "--server-maximum-fhe-blocks-per-tenant",
            paramLabel = "N",
            description = "Most blocks of two bits that those requests of one tenant take together; a single request is"
                    + " always taken. Default: ${DEFAULT-VALUE}")
    private int maximumBlocks = FheWork.DEFAULT.maximumBlocksPerTenant();

    @Option(
            names = "--server-upload-wait",
            paramLabel = "DURATION",
            defaultValue = Waiting.DEFAULT_UPLOAD_SECONDS + "s",
            converter = DurationConverter.class,
            description = "How long an UploadInputs may wait for its turn, and for memory for its tenant's keys, before"
                    + " it is refused. Default: ${DEFAULT-VALUE}")
    private Duration uploadWait;

    @Option(
            names = "--server-wait-for-pending",
            paramLabel = "DURATION",
            defaultValue = Waiting.DEFAULT_PENDING_SECONDS + "s",
            converter = DurationConverter.class,
            description = "How long a GetCiphertexts holds its answer while one of its handles is being computed."
                    + " Default: ${DEFAULT-VALUE}, which answers at once")
    private Duration pendingWait;

    @Option(
            names = "--server-maximum-waiting-reads",
            paramLabel = "N",
            description = "Most GetCiphertexts that wait at once; more are answered at once. Default: ${DEFAULT-VALUE}")
    private int maximumReads = Waiting.DEFAULT.maximumReads();

    @Option(
            names = "--server-maximum-waiting-reads-per-tenant",
            paramLabel = "N",
            description = "Most GetCiphertexts of one tenant that wait at once. Default: ${DEFAULT-VALUE}")
    private int maximumReadsPerTenant = Waiting.DEFAULT.maximumReadsPerTenant();

    @Option(
            names = "--server-trivial-encryption",
            paramLabel = "on|off",
            description = "Whether TrivialEncryptCiphertexts is served. It stores a value under any handle that its"
                    + " caller names. Default: ${DEFAULT-VALUE}")
    private Switch trivialEncryption = Switch.of(Fairness.DEFAULT.trivialEncryption());

    @Option(
            names = "--server-rate-limit",
            paramLabel = "RATE=N",
            split = ",",
            description = "Most that one tenant uses in a second, for tenants without a limit of their own (tenant"
                    + " rate-limit), as schedule.calls=50 or upload.blocks=2000. Default: no limits")
    private List<String> rateLimits = List.of();

    Fairness fairness() {
        return new Fairness(
                FheWork.DEFAULT.withMaximumRequestsPerTenant(maximumRequests).withMaximumBlocksPerTenant(maximumBlocks),
                Waiting.DEFAULT
                        .withUpload(uploadWait)
                        .withPending(pendingWait)
                        .withMaximumReads(maximumReads)
                        .withMaximumReadsPerTenant(maximumReadsPerTenant),
                trivialEncryption == Switch.on,
                RateLimits.parse(rateLimits));
    }
}
