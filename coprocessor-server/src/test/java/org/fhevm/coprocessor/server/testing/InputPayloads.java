package org.fhevm.coprocessor.server.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.shortint.CompactBlockList;

/** Makes input lists that are well-formed as far as can be checked without keys; their ciphertexts are noise. */
public final class InputPayloads {

    /** Small ones, so that lists of many values are short. */
    public static final CompactKeyParameters PARAMETERS =
            new CompactKeyParameters(64, new NoiseDistribution.TUniform(10), 4, 4, new ExpansionKind.RequiresCasting());

    /** The LWE ciphertexts that one proof covers. */
    public static final int CRS_CAPACITY = 16;

    /** A tenant that takes these lists; its engine is a fake one. */
    public static final TenantContext TENANT = new TenantContext(
            new TenantRecord(
                    new TenantId(1), new ChainId(12345), ServerUnderTest.ACL, ServerUnderTest.VERIFIER, "revision"),
            new FakeEvaluator(),
            PARAMETERS,
            CRS_CAPACITY,
            null,
            0);

    private static final int BLOCKS_PER_LWE = 2;

    private InputPayloads() {}

    /**
     * A list of values of these types.
     *
     * @param seed another seed gives another payload
     */
    public static byte[] of(long seed, FheType... types) {
        return ofKinds(seed, Stream.of(types).map(FheType::kind).toList());
    }

    /** A list of values of these kinds, whether or not they have a type. */
    public static byte[] ofKinds(long seed, List<DataKind> kinds) {
        return make(seed, kinds, 1);
    }

    /** A list whose ciphertexts claim more noise than fresh ones have. */
    public static byte[] withNoiseLevel(int noiseLevel, FheType... types) {
        return make(1, Stream.of(types).map(FheType::kind).toList(), noiseLevel);
    }

    private static byte[] make(long seed, List<DataKind> kinds, int noiseLevel) {
        Random random = new Random(seed);
        int blocks = kinds.stream().mapToInt(DataKind::blockCount).sum();
        int remaining = Math.ceilDiv(blocks, BLOCKS_PER_LWE);
        List<Part> parts = new ArrayList<>();
        while (remaining > 0) {
            int count = Math.min(remaining, CRS_CAPACITY);
            parts.add(part(random, count, noiseLevel));
            remaining -= count;
        }
        return ProvenCompactCiphertextListCodec.INSTANCE.write(
                new ProvenCompactCiphertextList(parts, kinds, KeyTag.EMPTY));
    }

    private static Part part(Random random, int count, int noiseLevel) {
        int dimension = PARAMETERS.lweDimension();
        long[] words = random.longs(LweCompactCiphertextList.wordCount(dimension, count))
                .toArray();
        CompactBlockList blocks = new CompactBlockList(
                new LweCompactCiphertextList(dimension, count, words), 15, 4, 4, PARAMETERS.expansion(), noiseLevel);
        EncodedCurvePoint point = new EncodedCurvePoint.Infinity();
        return new Part(blocks, new EncodedProof(point, point, point));
    }
}
