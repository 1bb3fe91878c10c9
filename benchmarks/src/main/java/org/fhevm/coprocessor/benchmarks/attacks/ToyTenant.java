package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.List;
import org.fhevm.tfhe.client.CompactListEncryptor;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;

/** The key set of toy parameters that tfhe-rs made, and inputs under it. */
final class ToyTenant {
    static final String ACL_CONTRACT = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    static final String VERIFYING_CONTRACT = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";

    /** LWE that one proof covers with the public parameters of the key set. */
    private static final int LWE_PER_PROOF = 16;

    private static final EncodedProof EMPTY_PROOF = new EncodedProof(
            new EncodedCurvePoint.Infinity(), new EncodedCurvePoint.Infinity(), new EncodedCurvePoint.Infinity());

    private static final CompactPublicKey PUBLIC_KEY = publicKey();

    private ToyTenant() {}

    static byte[] file(String path) throws IOException {
        try (InputStream stream = ToyTenant.class.getResourceAsStream("/toy-0.9.1/" + path)) {
            if (stream == null) {
                throw new FileNotFoundException("the toy key set has no " + path);
            }
            return stream.readAllBytes();
        }
    }

    private static CompactPublicKey publicKey() {
        try {
            return CompactPublicKeyCodec.INSTANCE.read(file("keys/pks"));
        } catch (IOException | MalformedInputException e) {
            throw new IllegalStateException("the toy public key cannot be read", e);
        }
    }

    /** A new list of equal values, each encrypted by itself; its proof is empty. */
    static byte[] inputList(FheType type, int count) {
        CompactListEncryptor encryptor = new CompactListEncryptor(PUBLIC_KEY, new SecureRandom());
        for (int i = 0; i < count; i++) {
            encryptor.push(1, type.blocks());
        }
        List<ProvenCompactCiphertextList.Part> parts = encryptor.encryptParts(LWE_PER_PROOF).stream()
                .map(blocks -> new ProvenCompactCiphertextList.Part(blocks, EMPTY_PROOF))
                .toList();
        return ProvenCompactCiphertextListCodec.INSTANCE.write(
                new ProvenCompactCiphertextList(parts, encryptor.kinds(), PUBLIC_KEY.tag()));
    }

    /**
     * Position at which eight bytes differ in both lists of equal values: masks and bodies are random, all metadata of
     * the lists is not.
     */
    static int randomOffset(byte[] one, byte[] other) {
        int around = 64;
        for (int offset = around; offset < one.length - around; offset++) {
            int different = 0;
            for (int i = offset - around; i < offset + around; i++) {
                different += one[i] == other[i] ? 0 : 1;
            }
            if (different > 2 * around * 9 / 10) {
                return offset;
            }
        }
        throw new IllegalArgumentException("the lists do not differ");
    }
}
