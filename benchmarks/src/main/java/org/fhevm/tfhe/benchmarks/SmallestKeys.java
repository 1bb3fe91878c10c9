package org.fhevm.tfhe.benchmarks;

import java.security.SecureRandom;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.testing.ToyKeys;

/** Keys with hardly any arithmetic in a bootstrap: its rotation has a single step. Results have no meaning. */
final class SmallestKeys {
    static final ServerKey SERVER_KEY = generate();

    private SmallestKeys() {}

    private static ServerKey generate() {
        ParameterSet toy = ToyKeys.PARAMETERS;
        ComputeParameters compute = toy.compute();
        KeyGenerator generator = new KeyGenerator(
                new ParameterSet(
                        new ComputeParameters(
                                1,
                                compute.glweDimension(),
                                64,
                                compute.lweNoise(),
                                compute.glweNoise(),
                                compute.bootstrap(),
                                new Decomposition(4, 1),
                                compute.messageModulus(),
                                compute.carryModulus(),
                                compute.maxNoiseLevel(),
                                compute.log2FailureProbability(),
                                compute.encryptionKeyChoice()),
                        toy.compactKey(),
                        toy.casting(),
                        toy.compression()),
                new SecureRandom(),
                KeyGenerator.ProgressListener.SILENT);
        return ServerKey.prepare(generator.serverKey(generator.clientKey()));
    }
}
