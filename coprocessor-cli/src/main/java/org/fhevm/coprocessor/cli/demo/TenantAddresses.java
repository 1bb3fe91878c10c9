package org.fhevm.coprocessor.cli.demo;

import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/**
 * The data of a tenant that proofs of inputs name.
 *
 * @param aclContract its ACL contract
 * @param chain its host chain
 */
record TenantAddresses(EthereumAddress aclContract, ChainId chain) {
    /** Those of the test tenant of the 0.6 backend. */
    static final String TEST_ACL_CONTRACT = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";

    static final long TEST_CHAIN = 12345;

    /** The test tenant. */
    static final TenantAddresses TEST =
            new TenantAddresses(EthereumAddress.parse(TEST_ACL_CONTRACT), new ChainId(TEST_CHAIN));
}
