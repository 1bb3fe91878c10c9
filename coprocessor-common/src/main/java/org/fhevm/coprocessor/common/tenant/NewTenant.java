package org.fhevm.coprocessor.common.tenant;

import java.util.Optional;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.ChainId;

/**
 * A tenant to be stored.
 *
 * @param apiKey what its callers authenticate with
 * @param aclContractAddress kept as written
 * @param verifyingContractAddress kept as written
 * @param publicParameters {@link KeyContent#empty} where there is no common reference string
 * @param clientKey for tests and demonstrations only
 */
public record NewTenant(
        UUID apiKey,
        ChainId chainId,
        String aclContractAddress,
        String verifyingContractAddress,
        KeyContent publicKey,
        KeyContent serverKey,
        KeyContent publicParameters,
        Optional<KeyContent> clientKey) {

    /** Without the API key. */
    @Override
    public String toString() {
        return "NewTenant[chain " + chainId + "]";
    }
}
