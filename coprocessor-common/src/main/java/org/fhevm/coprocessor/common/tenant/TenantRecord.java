package org.fhevm.coprocessor.common.tenant;

import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;

/**
 * A tenant without its keys.
 *
 * @param aclContractAddress as it was entered; answers repeat it verbatim
 * @param verifyingContractAddress of the contract that verifies inputs, as it was entered
 * @param revision changes whenever the keys or one of the other components do
 */
public record TenantRecord(
        TenantId id, ChainId chainId, String aclContractAddress, String verifyingContractAddress, String revision) {}
