package org.fhevm.coprocessor.common.tenant;

import java.util.UUID;
import org.fhevm.coprocessor.common.id.ChainId;

/**
 * A tenant to be stored.
 *
 * @param apiKey callers authenticate with it
 * @param aclContractAddress kept as written
 * @param verifyingContractAddress kept as written
 * @param keys with the client key only for tests and demonstrations
 */
public record NewTenant(
        UUID apiKey, ChainId chainId, String aclContractAddress, String verifyingContractAddress, StoredKeySet keys) {
    /** Without the API key. */
    @Override
    public String toString() {
        return "NewTenant[chain " + chainId + "]";
    }
}
