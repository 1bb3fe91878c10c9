package org.fhevm.tfhe.testing;

import java.util.function.Function;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.core.algorithm.FourierKeyConversion;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.CompressedServerKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.shortint.SeededExpansion;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ServerKeyParts;

/**
 * Key sets made by tfhe-rs 0.9.1, read once for all tests of a JVM.
 *
 * @param files the files of the set
 * @param clientKey the secrets
 * @param publicKey the key of users
 * @param serverKey laid out for computation
 */
public record KeySets(TestVectors files, ClientKey clientKey, CompactPublicKey publicKey, ServerKey serverKey) {
    private static final class Toy {
        private static final KeySets SET = read(
                TestVectors.toy(),
                () -> ServerKeyCodec.INSTANCE.read(TestVectors.toy().bytes("keys/sks")));
    }

    private static final class Real {
        private static final KeySets SET = read(
                TestVectors.real(),
                () -> SeededExpansion.expand(CompressedServerKeyCodec.INSTANCE.read(
                                TestVectors.real().bytes("keys/csks")))
                        .map(Function.identity(), FourierKeyConversion::toFourier, Function.identity()));
    }

    private interface Source {
        ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> read()
                throws MalformedInputException;
    }

    /** The toy set, with its uncompressed server key. */
    public static KeySets toy() {
        return Toy.SET;
    }

    /** The set at the parameters of fhevm, expanded from its seeded server key; skips the test where it is missing. */
    public static KeySets real() {
        TestVectors.real();
        return Real.SET;
    }

    private static KeySets read(TestVectors files, Source serverKey) {
        try {
            return new KeySets(
                    files,
                    ClientKeyCodec.INSTANCE.read(files.bytes("keys/cks")),
                    CompactPublicKeyCodec.INSTANCE.read(files.bytes("keys/pks")),
                    ServerKey.prepare(serverKey.read()));
        } catch (MalformedInputException e) {
            throw new IllegalStateException("the key files do not read", e);
        }
    }
}
