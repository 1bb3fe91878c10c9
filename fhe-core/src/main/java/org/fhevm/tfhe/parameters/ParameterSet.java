package org.fhevm.tfhe.parameters;

import org.fhevm.tfhe.parameters.NoiseDistribution.TUniform;

/**
 * The parameters of key generation.
 *
 * @param compute the blocks that operations work on
 * @param compactKey the public key of clients
 * @param casting the keyswitch from the compact key to a compute key
 * @param compression the stored form
 */
public record ParameterSet(
        ComputeParameters compute,
        CompactKeyParameters compactKey,
        CastingParameters casting,
        CompressionParameters compression) {
    /**
     * The set of fhevm 0.6: tfhe-rs 0.9.1 {@code PARAM_MESSAGE_2_CARRY_2_KS_PBS_TUNIFORM_2M64} and the public-key,
     * keyswitch and compression sets that go with it. Security 132 bits, failure below 2^−64 per bootstrap.
     */
    public static final ParameterSet FHEVM_0_6 = new ParameterSet(
            new ComputeParameters(
                    887,
                    1,
                    2048,
                    new TUniform(46),
                    new TUniform(17),
                    new Decomposition(22, 1),
                    new Decomposition(3, 5),
                    4,
                    4,
                    5,
                    -64.138,
                    EncryptionKeyChoice.BIG),
            new CompactKeyParameters(1024, new TUniform(42), 4, 4, new ExpansionKind.RequiresCasting()),
            new CastingParameters(new Decomposition(3, 5), EncryptionKeyChoice.SMALL),
            new CompressionParameters(
                    new Decomposition(23, 1), new Decomposition(4, 4), 256, 4, 256, 12, new TUniform(42)));
}
