package org.fhevm.coprocessor.cli.client;

import java.nio.ByteBuffer;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/** What users bind the proofs of their inputs to, in the bytes that fhevmjs makes of it. */
public final class ProofMetadata {
    private static final int CHAIN_ID_BYTES = 32;

    private ProofMetadata() {}

    /**
     * The bytes: three addresses and the chain id.
     *
     * @param contract the contract that the inputs are for
     * @param user the user who sends them to it
     * @param acl the ACL contract of the tenant
     * @param chain the host chain of the tenant
     */
    public static byte[] of(EthereumAddress contract, EthereumAddress user, EthereumAddress acl, ChainId chain) {
        return ByteBuffer.allocate(3 * EthereumAddress.BYTES + CHAIN_ID_BYTES)
                .put(contract.bytes())
                .put(user.bytes())
                .put(acl.bytes())
                .put(chainBytes(chain))
                .array();
    }

    /**
     * Right-aligned, from the hexadecimal digits in pairs <em>from the left</em>: 0x123 is 12 03. With an even number of
     * digits these are the bytes of the number.
     */
    private static byte[] chainBytes(ChainId chain) {
        String digits = Long.toHexString(chain.value());
        int count = Math.ceilDiv(digits.length(), 2);
        byte[] bytes = new byte[CHAIN_ID_BYTES];
        for (int i = 0; i < count; i++) {
            String pair = digits.substring(2 * i, Math.min(digits.length(), 2 * i + 2));
            bytes[CHAIN_ID_BYTES - count + i] = (byte) Integer.parseInt(pair, 16);
        }
        return bytes;
    }
}
