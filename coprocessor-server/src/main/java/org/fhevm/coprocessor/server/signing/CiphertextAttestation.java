package org.fhevm.coprocessor.server.signing;

import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.Handle;

/**
 * The statement that a handle stands for certain ciphertext bytes, made to the key management system. It holds on every
 * chain: the domain has neither a chain id nor a contract.
 *
 * @param handle at most {@link #MAXIMUM_HANDLE_BYTES} long: it is signed as a number
 * @param ciphertextHash the Keccak-256 hash of the bytes as stored
 */
public record CiphertextAttestation(Handle handle, Bytes ciphertextHash) {
    public static final int MAXIMUM_HANDLE_BYTES = 32;

    private static final byte[] DOMAIN_SEPARATOR = new Eip712Encoder("EIP712Domain(string name,string version)")
            .string("GetCiphertextResponse")
            .string("1")
            .hash();
    private static final String TYPE = "GetCiphertextResponseSignatureData(uint256 handle,bytes ciphertext_digest)";

    /** The statement about these bytes, which are borrowed for the call. */
    public static CiphertextAttestation about(Handle handle, byte[] ciphertext) {
        return new CiphertextAttestation(handle, Bytes.of(Keccak256.hash(ciphertext)));
    }

    /** The digest to sign. */
    public byte[] digest() {
        return struct().digestIn(DOMAIN_SEPARATOR);
    }

    /** The hash is declared as dynamic bytes, so the encoding hashes it a second time. */
    Eip712Encoder struct() {
        return new Eip712Encoder(TYPE).uint256(handle.bytes()).bytes(ciphertextHash.array());
    }
}
