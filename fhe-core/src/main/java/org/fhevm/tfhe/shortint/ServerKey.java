package org.fhevm.tfhe.shortint;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.core.entity.PreparedPackingKey;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation keys of one tenant, laid out for computation and shared by all threads.
 *
 * <p>All dimensions come from the keys. Blocks hold two message bits and two carry bits, below one bit of padding: the
 * only encoding of the published fhevm sets, and the one that the lookup tables of the integer layer are made for.
 */
public final class ServerKey {
    private static final int MODULUS = 4;
    private static final int DELTA_LOG2 = 59;

    private final PreparedKeyswitchKey keyswitchKey;
    private final PreparedBootstrapKey bootstrapKey;
    private final @Nullable PreparedKeyswitchKey castingKey;
    private final @Nullable Compression compression;
    private final @Nullable Decompression decompression;
    private final KeyTag tag;
    private final Map<LookupTable, long[]> accumulators = new ConcurrentHashMap<>();
    private final WorkShape workShape;

    private ServerKey(ServerKeyParts<PreparedKeyswitchKey, PreparedBootstrapKey, PreparedPackingKey> parts) {
        keyswitchKey = parts.keyswitchKey();
        bootstrapKey = parts.bootstrapKey();
        castingKey = parts.casting().map(ServerKeyParts.Casting::key).orElse(null);
        compression = parts.compression()
                .map(part -> new Compression(part.key(), part.lwePerGlwe(), part.storageLogModulus()))
                .orElse(null);
        decompression = parts.decompression()
                .map(part -> new Decompression(part.key(), part.lwePerGlwe()))
                .orElse(null);
        tag = parts.tag();
        workShape = WorkShape.of(keyswitchKey, bootstrapKey, castingKey, decompression);
    }

    /**
     * Lays out the keys of a server key file.
     *
     * @throws IllegalArgumentException if the keys are not for blocks of two message and two carry bits under the big
     *     key
     */
    public static ServerKey prepare(
            ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> file) {
        return of(file.map(PreparedKeyswitchKey::of, PreparedBootstrapKey::of, PreparedPackingKey::of));
    }

    /**
     * A key of parts that are laid out already.
     *
     * @throws IllegalArgumentException as {@link #prepare} does
     */
    public static ServerKey of(ServerKeyParts<PreparedKeyswitchKey, PreparedBootstrapKey, PreparedPackingKey> parts) {
        if (parts.messageModulus() != MODULUS || parts.carryModulus() != MODULUS) {
            throw new IllegalArgumentException("server keys for message modulus " + parts.messageModulus()
                    + " and carry modulus " + parts.carryModulus() + " are not supported, only 4 and 4");
        }
        if (parts.pbsOrder() != PbsOrder.KEYSWITCH_BOOTSTRAP) {
            throw new IllegalArgumentException("server keys with blocks under the small key are not supported");
        }
        parts.casting().ifPresent(ServerKey::requireSupported);
        parts.decompression().ifPresent(part -> requireSameAccumulator(parts.bootstrapKey(), part.key()));
        return new ServerKey(parts);
    }

    private static void requireSupported(ServerKeyParts.Casting<?> casting) {
        if (casting.destination() != EncryptionKeyChoice.SMALL || casting.rightShift() != 0) {
            throw new IllegalArgumentException("casting keys to the " + casting.destination() + " key with shift "
                    + casting.rightShift() + " are not supported");
        }
    }

    /** Both keys rotate accumulators of one shape, in one work space. */
    private static void requireSameAccumulator(PreparedBootstrapKey bootstrap, PreparedBootstrapKey decompression) {
        if (decompression.polynomialSize() != bootstrap.polynomialSize()
                || decompression.glweDimension() != bootstrap.glweDimension()
                || decompression.digits().levelCount() != bootstrap.digits().levelCount()) {
            throw new IllegalArgumentException(
                    "bootstrapping and decompression keys of different polynomials or numbers of levels are not"
                            + " supported");
        }
    }

    /** The keyswitch from blocks (the big key) to the small key. */
    public PreparedKeyswitchKey keyswitchKey() {
        return keyswitchKey;
    }

    /** The bootstrapping key from the small key back to blocks. */
    public PreparedBootstrapKey bootstrapKey() {
        return bootstrapKey;
    }

    boolean hasCastingKey() {
        return castingKey != null;
    }

    /**
     * The keyswitch from clients' compact lists to the small key.
     *
     * @throws IllegalArgumentException if the key set has none
     */
    public PreparedKeyswitchKey castingKey() {
        return required(castingKey, "casting");
    }

    /**
     * The keys that pack blocks for storage.
     *
     * @throws IllegalArgumentException if the key set has none
     */
    public Compression compression() {
        return required(compression, "compression");
    }

    /**
     * The keys that restore stored blocks.
     *
     * @throws IllegalArgumentException if the key set has none
     */
    public Decompression decompression() {
        return required(decompression, "decompression");
    }

    private static <T> T required(@Nullable T part, String name) {
        if (part == null) {
            throw new IllegalArgumentException("the server key has no " + name + " key");
        }
        return part;
    }

    /** Bytes that travel with the key set. */
    public KeyTag tag() {
        return tag;
    }

    /** Dimension of a block. */
    public int blockDimension() {
        return bootstrapKey.outputDimension();
    }

    /** log2 of the torus word that encodes 1. */
    public int deltaLog2() {
        return DELTA_LOG2;
    }

    /** Message modulus, and carry modulus, of a block. */
    public int modulus() {
        return MODULUS;
    }

    /** A block without noise or mask. */
    public ShortintCiphertext trivial(int value) {
        long[] words = new long[blockDimension() + 1];
        words[words.length - 1] = (long) value << DELTA_LOG2;
        return new ShortintCiphertext(words, value, 0);
    }

    /** Whether these keys have the shape, and so the known noise, of a set. */
    public boolean isOf(ComputeParameters set) {
        return bootstrapKey.inputDimension() == set.lweDimension()
                && bootstrapKey.glweDimension() == set.glweDimension()
                && bootstrapKey.polynomialSize() == set.polynomialSize()
                && bootstrapKey.digits().decomposition().equals(set.bootstrap())
                && keyswitchKey.decomposition().decomposition().equals(set.keyswitch());
    }

    /** The accumulator of a table, made once; borrowed. */
    public long[] accumulator(LookupTable table) {
        long[] known = accumulators.get(table);
        return known != null
                ? known
                : accumulators.computeIfAbsent(table, t -> t.accumulator(bootstrapKey.polynomialSize(), DELTA_LOG2));
    }

    WorkShape workShape() {
        return workShape;
    }

    /** Bytes of key material; caches are bounded by it. */
    public long sizeInBytes() {
        long bytes = keyswitchKey.sizeInBytes() + 8L * bootstrapKey.values().length;
        bytes += castingKey == null ? 0 : castingKey.sizeInBytes();
        bytes += compression == null ? 0 : compression.key().sizeInBytes();
        bytes += decompression == null ? 0 : 8L * decompression.key().values().length;
        return bytes;
    }

    @Override
    public String toString() {
        return "ServerKey[n=" + bootstrapKey.inputDimension() + ", N=" + bootstrapKey.polynomialSize() + "]";
    }

    /** Packing keys of the stored form. */
    public record Compression(PreparedPackingKey key, int lwePerGlwe, int storageLogModulus) {}

    /** Bootstrapping keys of the stored form. */
    public record Decompression(PreparedBootstrapKey key, int lwePerGlwe) {}
}
