package org.fhevm.coprocessor.cli.bench;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import org.fhevm.coprocessor.cli.keys.KeyGenerationSteps;
import org.fhevm.coprocessor.cli.terminal.ProgressDisplay;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * Keys that exist only during the measurement.
 *
 * @param generation time to generate all of them
 * @param preparation time to prepare the server key for computation
 */
record BenchKeys(
        ClientKey clientKey,
        CompactPublicKey publicKey,
        ServerKey serverKey,
        Duration generation,
        Duration preparation) {
    /** Generates a set at the parameters of fhevm 0.6. */
    static BenchKeys generate(PrintWriter progressOut) {
        try (ProgressDisplay progress =
                ProgressDisplay.on(progressOut, "generating keys", KeyGenerationSteps.WEIGHTS)) {
            KeyGenerator generator = new KeyGenerator(ParameterSet.FHEVM_0_6, new SecureRandom(), progress::advanced);
            long start = System.nanoTime();
            ClientKey clientKey = generator.clientKey();
            CompactPublicKey publicKey = generator.compactPublicKey(clientKey);
            var material = generator.serverKey(clientKey);
            long generated = System.nanoTime();
            ServerKey serverKey = ServerKey.prepare(material);
            return new BenchKeys(
                    clientKey,
                    publicKey,
                    serverKey,
                    Duration.ofNanos(generated - start),
                    Duration.ofNanos(System.nanoTime() - generated));
        }
    }
}
