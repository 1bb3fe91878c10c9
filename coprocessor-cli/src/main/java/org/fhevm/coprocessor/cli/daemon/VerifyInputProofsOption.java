package org.fhevm.coprocessor.cli.daemon;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The policy on proofs of inputs. */
public final class VerifyInputProofsOption {
    @Option(
            names = "--verify-input-proofs",
            paramLabel = "strict|any-metadata|off",
            defaultValue = "${env:VERIFY_INPUT_PROOFS:-strict}",
            converter = PolicyConverter.class,
            description = "Which proofs of inputs are good enough: those bound to user, contract and chain of their"
                    + " request (strict), those bound to nothing too (any-metadata), or all, unseen, as in 0.6 (off)."
                    + " Default: the environment variable VERIFY_INPUT_PROOFS, else strict")
    private Policy policy;

    public Policy policy() {
        return policy;
    }

    /** Parses a policy. */
    static final class PolicyConverter implements ITypeConverter<Policy> {
        @Override
        public Policy convert(String text) {
            return Arrays.stream(Policy.values())
                    .filter(policy -> policy.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("expected one of "
                            + Arrays.stream(Policy.values())
                                    .map(Policy::toString)
                                    .collect(Collectors.joining(", "))
                            + " but was '" + text + "'"));
        }
    }
}
