package org.fhevm.coprocessor.server.signing;

import java.util.List;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;

/**
 * The statement that an input of a user for a contract was stored under certain handles. The InputVerifier contract of
 * the chain checks it before the handles may be used.
 *
 * @param acl the access control contract of the chain
 * @param blobHash the hash of the input as it was received
 * @param handles one for each value of the input, of 32 bytes each
 * @param user who made the input
 * @param contract that the input is for
 */
public record InputAttestation(
        EthereumAddress acl, BlobHash blobHash, List<Handle> handles, EthereumAddress user, EthereumAddress contract) {
    private static final String DOMAIN_TYPE =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    private static final String TYPE = "CiphertextVerificationForCopro(address aclAddress,bytes32 hashOfCiphertext,"
            + "uint256[] handlesList,address userAddress,address contractAddress)";

    public InputAttestation {
        handles = List.copyOf(handles);
    }

    /**
     * The digest to sign.
     *
     * @param chain the chain on which the statement holds
     * @param verifier its InputVerifier contract
     */
    public byte[] digest(ChainId chain, EthereumAddress verifier) {
        return struct().digestIn(domainSeparator(chain, verifier));
    }

    Eip712Encoder struct() {
        return new Eip712Encoder(TYPE)
                .address(acl)
                .bytes32(blobHash.bytes())
                .uint256Array(handles.stream().map(Handle::bytes).toList())
                .address(user)
                .address(contract);
    }

    static byte[] domainSeparator(ChainId chain, EthereumAddress verifier) {
        return new Eip712Encoder(DOMAIN_TYPE)
                .string("InputVerifier")
                .string("1")
                .uint256(chain.value())
                .address(verifier)
                .hash();
    }
}
