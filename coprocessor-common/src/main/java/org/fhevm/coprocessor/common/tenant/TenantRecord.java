package org.fhevm.coprocessor.common.tenant;

import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * A tenant without its keys.
 *
 * @param aclContractAddress as it was entered; answers repeat it verbatim
 * @param verifyingContractAddress of the contract that verifies inputs, as it was entered
 * @param revision changes whenever a statement sets a key that is loaded for work, or one of the other components
 */
public record TenantRecord(
        TenantId id, ChainId chainId, String aclContractAddress, String verifyingContractAddress, String revision) {}
