package org.fhevm.tfhe.testing;

import java.security.SecureRandom;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.shortint.ServerKey;

/** A key set of our own making at the parameters of fhevm 0.6, made once for all tests of a JVM. */
public final class RealKeys {
    private static final class Holder {
        private static final RealKeys SHARED = new RealKeys(new SecureRandom());
    }

    private final ClientKey clientKey;
    private final ServerKey serverKey;

    private RealKeys(SecureRandom random) {
        KeyGenerator generator = new KeyGenerator(ParameterSet.FHEVM_0_6, random, KeyGenerator.ProgressListener.SILENT);
        clientKey = generator.clientKey();
        serverKey = ServerKey.prepare(generator.serverKey(clientKey));
    }

    public static RealKeys shared() {
        return Holder.SHARED;
    }

    public ClientKey clientKey() {
        return clientKey;
    }

    public ServerKey serverKey() {
        return serverKey;
    }
}
