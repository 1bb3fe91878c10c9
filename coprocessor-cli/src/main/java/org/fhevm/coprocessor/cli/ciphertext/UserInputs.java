package org.fhevm.coprocessor.cli.ciphertext;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.fhevm.tfhe.client.CompactListEncryptor;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.integer.CompactCiphertextList;
import org.fhevm.tfhe.integer.ProvenCompactCiphertextList;

/** Encrypts values as a user does, with the compact public key. */
public final class UserInputs {
    /** LWE that one proof covers with a common reference string for 2048 bits. */
    private static final int LWE_PER_PROOF = 512;

    private static final EncodedProof EMPTY_PROOF = new EncodedProof(
            new EncodedCurvePoint.Infinity(),
            new EncodedCurvePoint.Infinity(),
            new EncodedCurvePoint.Infinity(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final CompactPublicKey key;
    private final List<ClearValue> values;

    public UserInputs(CompactPublicKey key, List<ClearValue> values) {
        this.key = key;
        this.values = List.copyOf(values);
    }

    /** One list without proof. */
    CompactCiphertextList compact() {
        return encryptor().encrypt();
    }

    /**
     * A list in the form of a proven one whose proofs are empty: all of their points are at infinity. It is well formed, and
     * any verification refuses it.
     */
    public ProvenCompactCiphertextList unproven() {
        CompactListEncryptor encryptor = encryptor();
        return new ProvenCompactCiphertextList(
                encryptor.encryptParts(LWE_PER_PROOF).stream()
                        .map(blocks -> new ProvenCompactCiphertextList.Part(blocks, EMPTY_PROOF))
                        .toList(),
                encryptor.kinds(),
                key.tag());
    }

    private CompactListEncryptor encryptor() {
        CompactListEncryptor encryptor = new CompactListEncryptor(key, new SecureRandom());
        for (ClearValue clear : values) {
            if (clear.type().isBool()) {
                encryptor.push(clear.value().signum() != 0);
            } else {
                encryptor.push(clear.value(), clear.type().blocks());
            }
        }
        return encryptor;
    }
}
