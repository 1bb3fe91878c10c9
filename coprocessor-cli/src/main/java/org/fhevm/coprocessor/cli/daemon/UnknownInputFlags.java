package org.fhevm.coprocessor.cli.daemon;

import java.time.Duration;
import org.fhevm.coprocessor.server.config.UnknownInputs;
import picocli.CommandLine.Option;

/** Flags about computations on handles that are neither stored nor announced. */
final class UnknownInputFlags {
    @Option(
            names = "--server-unknown-inputs",
            paramLabel = "refuse|wait",
            defaultValue = "refuse",
            description =
                    "What becomes of computations on handles that are neither stored nor announced: refuse, as 0.6"
                            + " does, or wait, which stores them and blocks them until the input arrives. Default: ${DEFAULT-VALUE}")
    private Policy policy;

    @Option(
            names = "--server-maximum-computations-on-unknown-inputs",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "Most computations of a tenant that wait for unknown inputs; beyond it requests with unknown inputs"
                            + " are refused. Default: ${DEFAULT-VALUE}")
    private int maximumPerTenant;

    @Option(
            names = "--server-unknown-input-wait-seconds",
            paramLabel = "N",
            defaultValue = "3600",
            description = "How long a computation waits for unknown inputs before it fails. Default: ${DEFAULT-VALUE}")
    private int waitSeconds;

    UnknownInputs policy() {
        UnknownInputs wait = new UnknownInputs.Wait(maximumPerTenant, Duration.ofSeconds(waitSeconds));
        return switch (policy) {
            case REFUSE -> new UnknownInputs.Refuse();
            case WAIT -> wait;
        };
    }

    /** The values of the flag. */
    enum Policy {
        REFUSE,
        WAIT
    }
}
