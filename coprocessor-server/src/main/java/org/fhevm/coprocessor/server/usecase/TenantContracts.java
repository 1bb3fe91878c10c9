package org.fhevm.coprocessor.server.usecase;

import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.tenant.TenantRecord;

/**
 * The contracts of a tenant's chain. The tenant's row holds them as the text that an operator typed.
 *
 * @param verifier checks attestations of inputs
 * @param acl access control
 */
record TenantContracts(EthereumAddress verifier, EthereumAddress acl) {
    static TenantContracts of(TenantRecord tenant) {
        return new TenantContracts(address(tenant.verifyingContractAddress()), address(tenant.aclContractAddress()));
    }

    private static EthereumAddress address(String text) {
        try {
            return EthereumAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CoprocessorException(new CoprocessorError.BadTenantAddress(text, String.valueOf(e.getMessage())));
        }
    }
}
