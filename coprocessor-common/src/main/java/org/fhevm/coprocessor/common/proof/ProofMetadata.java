package org.fhevm.coprocessor.common.proof;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;

/**
 * What clients bind their proofs to:
 *
 * <pre>
 *   contract (20) ‖ user (20) ‖ access control contract (20) ‖ chain id (32, big-endian)
 * </pre>
 *
 * fhevmjs 0.6.2 makes the chain id from hexadecimal digits without padding, which it cuts into pairs from the left. An
 * odd number of digits, three or more, thus becomes another number: 0x123 becomes 12 03, not 01 23. Honest clients then
 * use both forms.
 */
public final class ProofMetadata {
    /** Bytes that a proof of any user, contract and chain is bound to. */
    public static final byte[] NONE = {};

    private static final int CHAIN_ID_BYTES = 32;
    private static final int DIGITS_PER_BYTE = 2;

    private ProofMetadata() {}

    /**
     * The form that fhevmjs 0.6.2 makes, 92 bytes.
     *
     * @param contract that the inputs are for
     * @param user who sends them to it
     * @param acl the access control contract of the tenant
     * @param chain the host chain of the tenant
     */
    public static byte[] ofFhevmjs(EthereumAddress contract, EthereumAddress user, EthereumAddress acl, ChainId chain) {
        return join(contract, user, acl, pairedFromTheLeft(Long.toHexString(chain.value())));
    }

    /** Each form that honest clients make, {@link #ofFhevmjs} first; one or two. */
    public static List<byte[]> of(EthereumAddress contract, EthereumAddress user, EthereumAddress acl, ChainId chain) {
        byte[] ofFhevmjs = ofFhevmjs(contract, user, acl, chain);
        byte[] plain = join(contract, user, acl, chain.bigEndian());
        return Arrays.equals(ofFhevmjs, plain) ? List.of(plain) : List.of(ofFhevmjs, plain);
    }

    private static byte[] pairedFromTheLeft(String digits) {
        byte[] bytes = new byte[Math.ceilDiv(digits.length(), DIGITS_PER_BYTE)];
        for (int i = 0; i < bytes.length; i++) {
            int from = i * DIGITS_PER_BYTE;
            int to = Math.min(digits.length(), from + DIGITS_PER_BYTE);
            bytes[i] = (byte) HexFormat.fromHexDigits(digits, from, to);
        }
        return bytes;
    }

    private static byte[] join(EthereumAddress contract, EthereumAddress user, EthereumAddress acl, byte[] chain) {
        byte[] metadata = new byte[3 * EthereumAddress.BYTES + CHAIN_ID_BYTES];
        System.arraycopy(contract.bytes(), 0, metadata, 0, EthereumAddress.BYTES);
        System.arraycopy(user.bytes(), 0, metadata, EthereumAddress.BYTES, EthereumAddress.BYTES);
        System.arraycopy(acl.bytes(), 0, metadata, 2 * EthereumAddress.BYTES, EthereumAddress.BYTES);
        System.arraycopy(chain, 0, metadata, metadata.length - chain.length, chain.length);
        return metadata;
    }
}
