package org.fhevm.coprocessor.cli.daemon;

import org.fhevm.coprocessor.server.config.InputProofs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Flags about the proofs of inputs. */
final class InputProofFlags {
    @Mixin
    private VerifyInputProofsOption policy;

    @Option(
            names = "--input-proof-threads",
            paramLabel = "N",
            description = "Threads that check proofs of inputs. On Linux they give way to all others. Default: one for"
                    + " each processor")
    private @Nullable Integer threads;

    InputProofs settings() {
        InputProofs settings = InputProofs.defaults().withPolicy(policy.policy());
        return threads == null ? settings : new InputProofs(settings.policy(), threads);
    }
}
