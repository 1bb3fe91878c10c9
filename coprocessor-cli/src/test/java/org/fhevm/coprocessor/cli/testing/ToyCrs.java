package org.fhevm.coprocessor.cli.testing;

import java.security.SecureRandom;
import org.fhevm.coprocessor.cli.ciphertext.InputProver;
import org.fhevm.coprocessor.cli.keys.KeySetContent;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.testing.ToyKeys;
import org.fhevm.tfhe.zk.ParameterGenerator;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;

/** A common reference string for toy keys, made once for all tests of a JVM. */
public final class ToyCrs {
    /** A proof covers half of the values of a transfer, so that they take two. */
    public static final int BITS = 128;

    private static final PublicParameters SHARED = ParameterGenerator.generate(
            KeySetContent.of(ToyKeys.PARAMETERS, false, BITS).crsShape().orElseThrow(),
            new SecureRandom(),
            Workers.NONE,
            Progress.NONE);

    private ToyCrs() {}

    public static PublicParameters shared() {
        return SHARED;
    }

    /** The bytes of its file. */
    static byte[] bytes() {
        return PublicParametersCodec.INSTANCE.write(SHARED);
    }

    /** Proves inputs under the shared toy keys. */
    public static InputProver prover() {
        return new InputProver(ToyKeys.shared().publicKey(), SHARED, Workers.NONE);
    }
}
