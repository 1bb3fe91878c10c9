package org.fhevm.coprocessor.server.input;

import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList;

/**
 * What the server demands of the proof that comes with an input. Called once for each list, after its shape was checked
 * and before any work is done on it.
 */
public interface InputProofPolicy {

    /** Whether anything is checked at all. That takes long enough that tenants must take turns. */
    default boolean verifies() {
        return true;
    }

    /**
     * Lets a list pass, or throws a {@link org.fhevm.coprocessor.common.error.CoprocessorException}.
     *
     * @param list conformant with the parameters of the tenant
     * @param tenant whose keys the list was made with
     * @param binding what an honest client bound into the proof
     */
    void check(ProvenCompactCiphertextList list, TenantContext tenant, Binding binding);

    /** The addresses that the metadata of a proof names, beside those of the tenant. */
    record Binding(EthereumAddress contract, EthereumAddress user) {}

    /**
     * Takes every list without looking at its proof. The key management system verifies proofs before it signs an input,
     * and nothing can be done on chain with an input that it has not signed; so what an unproven input can reach is the
     * memory and the processors of this server, not the plaintext of anyone.
     */
    static InputProofPolicy acceptUnverified() {
        return new InputProofPolicy() {
            @Override
            public boolean verifies() {
                return false;
            }

            @Override
            public void check(ProvenCompactCiphertextList list, TenantContext tenant, Binding binding) {}
        };
    }
}
