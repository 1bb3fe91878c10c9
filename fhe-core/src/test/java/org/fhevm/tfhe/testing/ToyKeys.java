package org.fhevm.tfhe.testing;

import java.security.SecureRandom;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.parameters.CastingParameters;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.CompressionParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ServerKeyParts;

/**
 * A key set of our own making with the toy parameters of {@code toy-0.9.1}: the shape of the real ones, small
 * dimensions, no security. A bootstrap takes a fraction of a millisecond.
 */
public final class ToyKeys {
    /** The parameters of {@code toy-0.9.1/parameters.json}. */
    public static final ParameterSet PARAMETERS = new ParameterSet(
            new ComputeParameters(
                    37,
                    1,
                    512,
                    new TUniform(30),
                    new TUniform(5),
                    new Decomposition(22, 1),
                    new Decomposition(3, 5),
                    4,
                    4,
                    5,
                    -64.0,
                    EncryptionKeyChoice.BIG),
            new CompactKeyParameters(64, new TUniform(10), 4, 4, new ExpansionKind.RequiresCasting()),
            new CastingParameters(new Decomposition(3, 5), EncryptionKeyChoice.SMALL),
            new CompressionParameters(
                    new Decomposition(23, 1), new Decomposition(8, 2), 64, 2, 64, 10, new TUniform(25)));

    private static final ToyKeys SHARED = new ToyKeys(new SecureRandom());

    private final ClientKey clientKey;
    private final CompactPublicKey publicKey;
    private final ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> material;
    private final ServerKey serverKey;

    private ToyKeys(SecureRandom random) {
        KeyGenerator generator = new KeyGenerator(PARAMETERS, random, KeyGenerator.ProgressListener.SILENT);
        clientKey = generator.clientKey();
        publicKey = generator.compactPublicKey(clientKey);
        material = generator.serverKey(clientKey);
        serverKey = ServerKey.prepare(material);
    }

    /** One set for all tests of a JVM. */
    public static ToyKeys shared() {
        return SHARED;
    }

    public ClientKey clientKey() {
        return clientKey;
    }

    public CompactPublicKey publicKey() {
        return publicKey;
    }

    public ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> material() {
        return material;
    }

    public ServerKey serverKey() {
        return serverKey;
    }
}
