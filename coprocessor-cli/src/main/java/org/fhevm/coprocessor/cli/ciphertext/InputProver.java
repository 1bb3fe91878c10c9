package org.fhevm.coprocessor.cli.ciphertext;

import java.security.SecureRandom;
import java.util.List;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.zk.Prover;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;

/** Encrypts values and proves their encryption, as a user's wallet does. */
public final class InputProver {
    private final CompactPublicKey key;
    private final int capacity;
    private final Prover prover;
    private final Workers workers;

    /** @param parameters for this key, and with all points in their groups */
    public InputProver(CompactPublicKey key, PublicParameters parameters, Workers workers) {
        this.key = key;
        this.capacity = parameters.shape().capacity();
        this.prover = new Prover(parameters, key, new SecureRandom());
        this.workers = workers;
    }

    /**
     * The bytes of a list for an upload. It has one proof for each part; a part has as many LWE as one proof covers.
     *
     * @param metadata the data that the proofs are bound to
     */
    public byte[] prove(List<ClearValue> values, byte[] metadata, Prover.Load load, Progress progress) {
        return ProvenCompactCiphertextListCodec.INSTANCE.write(
                new UserInputs(key, values).proven(prover, capacity, metadata, load, workers, progress));
    }
}
