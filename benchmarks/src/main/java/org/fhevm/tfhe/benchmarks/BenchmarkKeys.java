package org.fhevm.tfhe.benchmarks;

import java.security.SecureRandom;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ServerKeyParts;

/** A fresh key set at the parameters of fhevm 0.6, made once in a JVM. */
final class BenchmarkKeys {
    private static final KeyGenerator GENERATOR =
            new KeyGenerator(ParameterSet.FHEVM_0_6, new SecureRandom(), KeyGenerator.ProgressListener.SILENT);

    static final ClientKey CLIENT_KEY = GENERATOR.clientKey();
    static final CompactPublicKey PUBLIC_KEY = GENERATOR.compactPublicKey(CLIENT_KEY);
    static final ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> SERVER_KEY_MATERIAL =
            GENERATOR.serverKey(CLIENT_KEY);
    static final ServerKey SERVER_KEY = ServerKey.prepare(SERVER_KEY_MATERIAL);

    private BenchmarkKeys() {}
}
