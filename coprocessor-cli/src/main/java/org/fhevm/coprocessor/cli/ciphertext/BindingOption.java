package org.fhevm.coprocessor.cli.ciphertext;

import org.fhevm.coprocessor.cli.tenant.TenantInsertion;
import org.fhevm.coprocessor.common.proof.ProofMetadata;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The data that a proof is bound to: contract, user, ACL contract and chain, or nothing. */
final class BindingOption {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private @Nullable Bound bound;

    @Option(
            names = "--unbound",
            required = true,
            description = "The proof is bound to nothing, as in tests of the 0.6 backend.")
    private boolean unbound;

    /**
     * The metadata of the proof.
     *
     * @throws org.fhevm.coprocessor.cli.terminal.CommandFailure if an option is invalid
     */
    byte[] metadata() {
        if (bound == null) {
            return new byte[0];
        }
        return ProofMetadata.ofFhevmjs(
                TenantInsertion.address("--contract-address", bound.contract),
                TenantInsertion.address("--user-address", bound.user),
                TenantInsertion.address("--acl-contract-address", bound.acl),
                TenantInsertion.chainId(bound.chain));
    }

    /** The same data as in an upload. */
    private static final class Bound {
        @Option(
                names = "--contract-address",
                paramLabel = "ADDRESS",
                required = true,
                description = "The contract that the values are for.")
        private String contract;

        @Option(
                names = "--user-address",
                paramLabel = "ADDRESS",
                required = true,
                description = "The user who sends them to it.")
        private String user;

        @Option(
                names = "--acl-contract-address",
                paramLabel = "ADDRESS",
                required = true,
                description = "ACL contract of the tenant.")
        private String acl;

        @Option(names = "--chain-id", paramLabel = "ID", required = true, description = "Host chain of the tenant.")
        private long chain;
    }
}
