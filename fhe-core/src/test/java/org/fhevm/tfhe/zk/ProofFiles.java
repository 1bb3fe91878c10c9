package org.fhevm.tfhe.zk;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.curve.Workers;

/** The files of the proof vectors, read. */
final class ProofFiles {
    static final TestVectors FILES = TestVectors.proofs();
    static final SecureRandom RANDOM = new SecureRandom();

    private ProofFiles() {}

    /** The toy parameters, the key of the lists and what checks them. */
    static final class Toy {
        static final PublicParameters PARAMETERS = parameters("toy/crs.bin");
        static final PreparedParameters PREPARED = new PreparedParameters(PARAMETERS);
        static final CompactPublicKey KEY = key("toy/pk.bin");
        static final byte[] METADATA = FILES.bytes("toy/metadata.bin");
        static final ProofVerifier VERIFIER = new ProofVerifier(PREPARED, KEY, RANDOM);

        private Toy() {}

        static ProofVerifier.Verdict verify(ProvenCompactCiphertextList list, byte[] metadata) {
            return VERIFIER.verify(new Claim(list, metadata), Workers.NONE);
        }
    }

    static PublicParameters parameters(String file) {
        return read(() -> PublicParametersCodec.INSTANCE.read(FILES.bytes(file)));
    }

    static CompactPublicKey key(String file) {
        return read(() -> CompactPublicKeyCodec.INSTANCE.read(FILES.bytes(file)));
    }

    static ProvenCompactCiphertextList list(String file) {
        return read(() -> ProvenCompactCiphertextListCodec.INSTANCE.read(FILES.bytes(file)));
    }

    static BigInteger number(String hex) {
        return new BigInteger(hex, 16);
    }

    private static <T> T read(Source<T> source) {
        try {
            return source.read();
        } catch (MalformedInputException e) {
            throw new AssertionError(e.describe(), e);
        }
    }

    private interface Source<T> {
        T read() throws MalformedInputException;
    }
}
