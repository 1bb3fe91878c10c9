package org.fhevm.tfhe.client;

import java.security.SecureRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.fhevm.tfhe.core.algorithm.FourierKeyConversion;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.GlweSecretKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.math.polynomial.BinaryMultiplier;
import org.fhevm.tfhe.math.random.Csprng;
import org.fhevm.tfhe.math.random.NoiseSampler;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.CompressionParameters;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.shortint.ServerKeyParts;

/**
 * Generates the keys of a tenant. Secrets and noise come from AES in counter mode, with a fresh seed from a
 * {@link SecureRandom} for every group of rows. Runs on all cores.
 */
public final class KeyGenerator {
    private final ParameterSet parameters;
    private final SecureRandom random;
    private final ProgressListener progress;

    public KeyGenerator(ParameterSet parameters, SecureRandom random, ProgressListener progress) {
        this.parameters = parameters;
        this.random = random;
        this.progress = progress;
    }

    /** Draws all secrets. */
    public ClientKey clientKey() {
        ComputeParameters compute = parameters.compute();
        CompressionParameters compression = parameters.compression();
        return new ClientKey(
                glweSecretKey(compute.glweDimension(), compute.polynomialSize()),
                lweSecretKey(compute.lweDimension()),
                compute,
                new ClientKey.CompactPrivateKey(
                        lweSecretKey(parameters.compactKey().lweDimension()),
                        parameters.compactKey(),
                        parameters.casting()),
                new ClientKey.CompressionPrivateKey(
                        glweSecretKey(compression.packingGlweDimension(), compression.packingPolynomialSize()),
                        compression),
                KeyTag.EMPTY);
    }

    private LweSecretKey lweSecretKey(int dimension) {
        return new LweSecretKey(bits(dimension));
    }

    private GlweSecretKey glweSecretKey(int glweDimension, int polynomialSize) {
        return new GlweSecretKey(bits(glweDimension * polynomialSize), glweDimension, polynomialSize);
    }

    private long[] bits(int count) {
        long[] bits = new long[count];
        new Csprng(Seed.random(random)).fillBits(bits);
        return bits;
    }

    /** The public key for users' inputs: a uniform mask a and {@code a·rev(s) + e}. */
    public CompactPublicKey compactPublicKey(ClientKey key) {
        ClientKey.CompactPrivateKey secret = compactPrivateKey(key);
        CompactKeyParameters compact = secret.parameters();
        int n = compact.lweDimension();
        long[] reversed = new long[n];
        for (int i = 0; i < n; i++) {
            reversed[i] = secret.secretKey().secretBits()[n - 1 - i];
        }
        Csprng generator = new Csprng(Seed.random(random));
        long[] words = new long[2 * n];
        generator.fillUniform(words, 0, n);
        new BinaryMultiplier(reversed, 0, n).addProduct(words, 0, words, n);
        new NoiseSampler(compact.noise(), generator).addTo(words, n, n);
        return new CompactPublicKey(words, compact, key.tag());
    }

    /** All evaluation keys of a tenant. */
    public ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> serverKey(ClientKey key) {
        ComputeParameters compute = key.parameters();
        ClientKey.CompactPrivateKey compact = compactPrivateKey(key);
        ClientKey.CompressionPrivateKey compression = key.compressionPrivateKey()
                .orElseThrow(() -> new IllegalArgumentException("the client key has no compression key"));
        LweKeyswitchKey keyswitchKey = keyswitchKey(
                "keyswitch key",
                key.glweSecretKey().asLweSecretKey(),
                key.lweSecretKey(),
                compute.keyswitch(),
                compute.lweNoise());
        LweBootstrapKey bootstrapKey = bootstrapKey(
                "bootstrapping key", key.lweSecretKey(), key.glweSecretKey(), compute.bootstrap(), compute.glweNoise());
        return new ServerKeyParts<>(
                keyswitchKey,
                FourierKeyConversion.toFourier(bootstrapKey),
                compute.messageModulus(),
                compute.carryModulus(),
                // Leaves room for one more carry, as the integer layer of tfhe-rs requires.
                compute.messageModulus() * compute.carryModulus() - compute.messageModulus(),
                compute.maxNoiseLevel(),
                compute.pbsOrder(),
                casting(key, compact),
                compression(key, compression),
                decompression(key, compression),
                key.tag());
    }

    private ServerKeyParts.Casting<LweKeyswitchKey> casting(ClientKey key, ClientKey.CompactPrivateKey compact) {
        LweKeyswitchKey castingKey = keyswitchKey(
                "casting key",
                compact.secretKey(),
                key.lweSecretKey(),
                compact.casting().decomposition(),
                key.parameters().lweNoise());
        return new ServerKeyParts.Casting<>(castingKey, 0, compact.casting().destination());
    }

    private ServerKeyParts.Compression<LwePackingKeyswitchKey> compression(
            ClientKey key, ClientKey.CompressionPrivateKey compression) {
        LwePackingKeyswitchKey packingKey = packingKey(
                "compression key",
                key.glweSecretKey().asLweSecretKey(),
                compression.secretKey(),
                compression.parameters().packing(),
                compression.parameters().packingNoise());
        return new ServerKeyParts.Compression<>(
                packingKey,
                compression.parameters().lwePerGlwe(),
                compression.parameters().storageLogModulus());
    }

    private ServerKeyParts.Decompression<FourierLweBootstrapKey> decompression(
            ClientKey key, ClientKey.CompressionPrivateKey compression) {
        LweBootstrapKey decompressionKey = bootstrapKey(
                "decompression key",
                compression.secretKey().asLweSecretKey(),
                key.glweSecretKey(),
                compression.parameters().bootstrap(),
                key.parameters().glweNoise());
        return new ServerKeyParts.Decompression<>(
                FourierKeyConversion.toFourier(decompressionKey),
                compression.parameters().lwePerGlwe());
    }

    private static ClientKey.CompactPrivateKey compactPrivateKey(ClientKey key) {
        return key.compactPrivateKey()
                .orElseThrow(() -> new IllegalArgumentException("the client key has no compact private key"));
    }

    /** Writes the rows of all entries, each group of entries under a seed of its own. */
    private long[] rows(String name, int entries, long wordsPerEntry, IntFunction<EntryWriter> writers) {
        long[] words = new long[Math.toIntExact(Math.multiplyExact(entries, wordsPerEntry))];
        int groups = Math.min(entries, 64);
        Seed[] seeds = new Seed[groups];
        for (int group = 0; group < groups; group++) {
            seeds[group] = Seed.random(random);
        }
        IntStream.range(0, groups).parallel().forEach(group -> {
            Csprng generator = new Csprng(seeds[group]);
            EntryWriter writer = writers.apply(group);
            int to = (int) ((long) entries * (group + 1) / groups);
            for (int entry = (int) ((long) entries * group / groups); entry < to; entry++) {
                writer.write(entry, words, generator);
            }
            progress.advanced(name, 1.0 / groups);
        });
        return words;
    }

    private LweKeyswitchKey keyswitchKey(
            String name, LweSecretKey from, LweSecretKey to, Decomposition decomposition, NoiseDistribution noise) {
        int size = to.lweDimension() + 1;
        int levels = decomposition.levelCount();
        long[] words = rows(name, from.lweDimension(), (long) levels * size, group -> (i, out, generator) -> {
            NoiseSampler sampler = new NoiseSampler(noise, generator);
            for (int level = 1; level <= levels; level++) {
                long word = from.secretBits()[i] << 64 - decomposition.baseLog() * level;
                LweEncryption.encrypt(to, word, generator, sampler, out, (i * levels + level - 1) * size);
            }
        });
        return new LweKeyswitchKey(from.lweDimension(), to.lweDimension(), decomposition, words);
    }

    private LwePackingKeyswitchKey packingKey(
            String name, LweSecretKey from, GlweSecretKey to, Decomposition decomposition, NoiseDistribution noise) {
        int size = (to.glweDimension() + 1) * to.polynomialSize();
        int levels = decomposition.levelCount();
        long[] words = rows(name, from.lweDimension(), (long) levels * size, group -> {
            GlweEncryption encryption = new GlweEncryption(to);
            return (i, out, generator) -> {
                NoiseSampler sampler = new NoiseSampler(noise, generator);
                for (int level = 1; level <= levels; level++) {
                    int offset = (i * levels + level - 1) * size;
                    encryption.encryptZero(generator, sampler, out, offset);
                    out[offset + to.glweDimension() * to.polynomialSize()] +=
                            from.secretBits()[i] << 64 - decomposition.baseLog() * level;
                }
            };
        });
        return new LwePackingKeyswitchKey(
                from.lweDimension(), to.glweDimension(), to.polynomialSize(), decomposition, words);
    }

    private LweBootstrapKey bootstrapKey(
            String name, LweSecretKey from, GlweSecretKey to, Decomposition decomposition, NoiseDistribution noise) {
        int levels = decomposition.levelCount();
        int width = to.glweDimension() + 1;
        int rowSize = width * to.polynomialSize();
        long[] words = rows(name, from.lweDimension(), (long) levels * width * rowSize, group -> {
            GlweEncryption encryption = new GlweEncryption(to);
            return (i, out, generator) -> {
                NoiseSampler sampler = new NoiseSampler(noise, generator);
                for (int level = 1; level <= levels; level++) {
                    long word = from.secretBits()[i] << 64 - decomposition.baseLog() * level;
                    for (int row = 0; row < width; row++) {
                        int offset = ((i * levels + level - 1) * width + row) * rowSize;
                        encryption.encryptZero(generator, sampler, out, offset);
                        addGadgetRow(to, row, word, out, offset);
                    }
                }
            };
        });
        return new LweBootstrapKey(from.lweDimension(), to.glweDimension(), to.polynomialSize(), decomposition, words);
    }

    /** Turns an encryption of zero into one of {@code -word·S_row}, or of the constant word in the last row. */
    private static void addGadgetRow(GlweSecretKey key, int row, long word, long[] out, int offset) {
        int n = key.polynomialSize();
        int body = offset + key.glweDimension() * n;
        if (row == key.glweDimension()) {
            out[body] += word;
            return;
        }
        for (int j = 0; j < n; j++) {
            out[body + j] -= word & -key.secretBits()[row * n + j];
        }
    }

    /** Receives the progress of key generation. Called from many threads. */
    public interface ProgressListener {
        /** A listener that does nothing. */
        ProgressListener SILENT = (key, share) -> {};

        /**
         * Reports a finished step.
         *
         * @param key name of the key being made
         * @param share share of that key done in this step; the shares of a key add up to one
         */
        void advanced(String key, double share);
    }

    /** Writes the rows of one entry of the input key. */
    private interface EntryWriter {
        void write(int entry, long[] words, Csprng generator);
    }
}
