package org.fhevm.coprocessor.cli.ciphertext;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fhevm.tfhe.client.CompactListEncryptor;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.CompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.zk.Prover;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;

/** Encrypts values as a user does, with the compact public key. */
public final class UserInputs {
    /** LWE that one proof covers with a common reference string for 2048 bits. */
    private static final int LWE_PER_PROOF = 512;

    private static final int FRESH_NOISE_LEVEL = 1;

    private static final EncodedProof EMPTY_PROOF = new EncodedProof(
            new EncodedCurvePoint.Infinity(), new EncodedCurvePoint.Infinity(), new EncodedCurvePoint.Infinity());

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
     * A well-formed proven list with empty proofs: all of their points are at infinity. Any verification refuses it.
     */
    public ProvenCompactCiphertextList unproven() {
        CompactListEncryptor encryptor = encryptor();
        return new ProvenCompactCiphertextList(
                encryptor.encryptParts(LWE_PER_PROOF).stream()
                        .map(blocks -> new Part(blocks, EMPTY_PROOF))
                        .toList(),
                encryptor.kinds(),
                key.tag());
    }

    /**
     * A list with proofs, in parts of as many LWE as one proof covers.
     *
     * @param capacity LWE that one proof of the prover covers
     * @param metadata the data that the proofs are bound to
     */
    public ProvenCompactCiphertextList proven(
            Prover prover, int capacity, byte[] metadata, Prover.Load load, Workers workers, Progress progress) {
        CompactListEncryptor encryptor = encryptor();
        int[] messages = encryptor.messages();
        int count = Math.ceilDiv(messages.length, capacity);
        List<Part> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = part * capacity;
            int to = Math.min(messages.length, from + capacity);
            long before = part;
            Prover.ProvenList proven = prover.prove(
                    Arrays.copyOfRange(messages, from, to),
                    metadata,
                    load,
                    workers,
                    (done, total) -> progress.reached(before * total + done, count * total));
            parts.add(new Part(blocks(proven.ciphertexts()), proven.proof().encode()));
        }
        Arrays.fill(messages, 0);
        return new ProvenCompactCiphertextList(parts, encryptor.kinds(), key.tag());
    }

    private CompactBlockList blocks(LweCompactCiphertextList ciphertexts) {
        CompactKeyParameters parameters = key.parameters();
        return new CompactBlockList(
                ciphertexts,
                parameters.messageModulus() * parameters.carryModulus() - 1,
                parameters.messageModulus(),
                parameters.carryModulus(),
                parameters.expansion(),
                FRESH_NOISE_LEVEL);
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
