package org.fhevm.tfhe.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.core.algorithm.BitPacking;
import org.fhevm.tfhe.core.algorithm.LweKeyswitch;
import org.fhevm.tfhe.core.algorithm.ModulusSwitch;
import org.fhevm.tfhe.core.algorithm.PackingKeyswitch;
import org.fhevm.tfhe.core.algorithm.SampleExtraction;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.integer.Selection;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.Compression;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.PackedGlwe;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.RealKeys;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The noise of each step, measured over many runs, agrees with the formula, and no bootstrap errs. */
class NoiseTest {
    private static final LookupTable IDENTITY = LookupTable.of(v -> v);
    /** The norm of the noise of the heaviest sums that operations bootstrap. */
    private static final double HEAVIEST = 10;
    /** Blocks of the sums; two halves of this many give 65,536 different sums. */
    private static final int FRESH = 512;

    /** The toy parameters: many samples in little time. */
    @Nested
    class AtToyParameters extends Measurements {
        AtToyParameters() {
            super(ToyKeys.shared().clientKey(), ToyKeys.shared().serverKey(), 2000, 2000);
        }
    }

    /** The parameters of fhevm. */
    @Nested
    @Tag("real")
    class AtRealParameters extends Measurements {
        AtRealParameters() {
            super(RealKeys.shared().clientKey(), RealKeys.shared().serverKey(), 600, 10_000);
        }
    }

    abstract static class Measurements {
        private final ClientKey clientKey;
        private final ServerKey serverKey;
        private final int samples;
        private final int bootstraps;
        private final NoiseFormulas formulas;
        private final Encryptor encryptor;
        private final Decryptor decryptor;

        Measurements(ClientKey clientKey, ServerKey serverKey, int samples, int bootstraps) {
            this.clientKey = clientKey;
            this.serverKey = serverKey;
            this.samples = samples;
            this.bootstraps = bootstraps;
            this.formulas = new NoiseFormulas(clientKey);
            this.encryptor = new Encryptor(clientKey, new SecureRandom());
            this.decryptor = new Decryptor(clientKey);
        }

        /** A standard deviation from s samples is right to about 1/√(2s) of itself; five times that is allowed. */
        private static void assertDeviation(double[] errors, int independent, double variance) {
            double sum = 0;
            for (double error : errors) {
                sum += error * error;
            }
            double ratio = Math.sqrt(sum / errors.length / variance);
            assertThat(ratio)
                    .as("measured over expected deviation")
                    .isCloseTo(1, within(5 / Math.sqrt(2.0 * independent)));
        }

        @Test
        void keyswitchAndModulusSwitchAddTheExpectedNoise() {
            int n = serverKey.keyswitchKey().outputDimension();
            int log = formulas.rotationLog2();
            double[] switchErrors = new double[samples];
            double[] plainErrors = new double[samples];
            double[] centredErrors = new double[samples];
            LweKeyswitch.Scratch scratch = new LweKeyswitch.Scratch(1, serverKey.keyswitchKey());
            int[][] out = new int[1][serverKey.keyswitchKey().rowLength()];
            int[] exponents = new int[n + 1];
            for (int s = 0; s < samples; s++) {
                int message = s % 16;
                long expected = (long) message << serverKey.deltaLog2();
                long[] input = encryptor.encryptBlock(message).words();
                LweKeyswitch.keyswitch(serverKey.keyswitchKey(), new long[][] {input}, out, 1, scratch);
                long[] switched = new long[n + 1];
                for (int j = 0; j <= n; j++) {
                    switched[j] = (long) out[0][j] << 32;
                }
                switchErrors[s] = phase(switched) - expected;

                ModulusSwitch.plain(switched, exponents, n + 1, log);
                plainErrors[s] = phase(scaled(exponents, log)) - expected;
                ModulusSwitch.centred(out[0], exponents, n, log);
                // The centred switch aims half a step low, at the middle of the box.
                centredErrors[s] = phase(scaled(exponents, log)) - expected + Math.scalb(0.5, 64 - log);
            }
            assertDeviation(switchErrors, samples, formulas.keyswitch());
            assertDeviation(plainErrors, samples, formulas.keyswitch() + formulas.plainModulusSwitch());
            assertDeviation(centredErrors, samples, formulas.keyswitch() + formulas.centredModulusSwitch());
        }

        private long phase(long[] lwe) {
            long[] bits = clientKey.lweSecretKey().secretBits();
            long phase = lwe[bits.length];
            for (int i = 0; i < bits.length; i++) {
                phase -= bits[i] * lwe[i];
            }
            return phase;
        }

        private static long[] scaled(int[] exponents, int log) {
            long[] words = new long[exponents.length];
            for (int j = 0; j < words.length; j++) {
                words[j] = (long) exponents[j] << 64 - log;
            }
            return words;
        }

        /** Inputs as heavy as operations may make them: weights 8 and 6, a norm of 10. */
        @Test
        void noBootstrapErrsAndOutputsHaveTheNoiseOfARotation() {
            double[] errors = new double[bootstraps];
            try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
                List<ShortintCiphertext> fresh = bootstrapped(pool, FRESH);
                Random random = new Random(1);
                for (int start = 0; start < bootstraps; start += 500) {
                    int count = Math.min(500, bootstraps - start);
                    List<BootstrapJob> jobs = new ArrayList<>();
                    int[] expected = new int[count];
                    for (int i = 0; i < count; i++) {
                        ShortintCiphertext first = fresh.get(random.nextInt(FRESH / 2));
                        ShortintCiphertext second = fresh.get(FRESH / 2 + random.nextInt(FRESH / 2));
                        expected[i] = 8 * decryptor.decryptBlock(first) + 6 * decryptor.decryptBlock(second);
                        long[] sum = heaviestSum(first, second);
                        jobs.add(new BootstrapJob(BootstrapJob.Source.BLOCK, sum, List.of(IDENTITY)));
                    }
                    pool.run(serverKey, jobs);
                    for (int i = 0; i < count; i++) {
                        long phase = decryptor.phase(jobs.get(i).result());
                        assertThat(decryptor.decryptBlock(jobs.get(i).result())).isEqualTo(expected[i]);
                        errors[start + i] = phase - ((long) expected[i] << serverKey.deltaLog2());
                    }
                }
            }
            assertDeviation(errors, bootstraps, formulas.bootstrap());
        }

        /** A choice without a refresh: its noise is that of an operand and of one bootstrap, which are independent. */
        @Test
        void aChosenBlockHasTheNoiseOfTwoRotations() {
            double[] chosen = new double[samples];
            double[] withoutOperand = new double[samples];
            double[] withOperand = new double[samples];
            try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
                RadixContext context = new RadixContext(serverKey, pool);
                List<ShortintCiphertext> conditions = bootstrapped(pool, 2, i -> i);
                List<ShortintCiphertext> x = messages(bootstrapped(pool, samples, i -> i % 4));
                List<ShortintCiphertext> y = messages(bootstrapped(pool, samples, i -> i / 4 % 4));
                for (int start = 0; start < samples; start += samples / 2) {
                    boolean condition = start == 0;
                    List<ShortintCiphertext> falseBlocks = y.subList(start, start + samples / 2);
                    List<ShortintCiphertext> results = Selection.select(
                                    context,
                                    conditions.get(condition ? 1 : 0).withDegree(1),
                                    new RadixCiphertext(x.subList(start, start + samples / 2)),
                                    new RadixCiphertext(falseBlocks))
                            .blocks();
                    for (int i = 0; i < results.size(); i++) {
                        int expected = condition ? (start + i) % 4 : (start + i) / 4 % 4;
                        assertThat(decryptor.decryptBlock(results.get(i))).isEqualTo(expected);
                        long error = decryptor.phase(results.get(i)) - ((long) expected << serverKey.deltaLog2());
                        long operandError = decryptor.phase(falseBlocks.get(i))
                                - ((long) ((start + i) / 4 % 4) << serverKey.deltaLog2());
                        chosen[start + i] = error;
                        withoutOperand[start + i] = error - operandError;
                        withOperand[start + i] = error + operandError;
                    }
                }
            }
            assertDeviation(chosen, samples, 2 * formulas.bootstrap());
            assertDeviation(withoutOperand, samples, formulas.bootstrap());
            assertDeviation(withOperand, samples, 5 * formulas.bootstrap());
        }

        private static List<ShortintCiphertext> messages(List<ShortintCiphertext> blocks) {
            return blocks.stream().map(block -> block.withDegree(3)).toList();
        }

        /** If they were copies, the deviation of their sum would be four times as large. */
        @Test
        void repeatedJobsHaveIndependentNoise() {
            int repetitions = 16;
            double[] errors = new double[samples / repetitions];
            try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
                for (int s = 0; s < errors.length; s++) {
                    long[] input = encryptor.encryptBlock(s % 16).words();
                    List<BootstrapJob> jobs = IntStream.range(0, repetitions)
                            .mapToObj(i -> new BootstrapJob(BootstrapJob.Source.BLOCK, input, List.of(IDENTITY), i))
                            .toList();
                    pool.run(serverKey, jobs);
                    for (BootstrapJob job : jobs) {
                        assertThat(decryptor.decryptBlock(job.result())).isEqualTo(s % 16);
                        errors[s] += decryptor.phase(job.result()) - ((long) (s % 16) << serverKey.deltaLog2());
                    }
                }
            }
            assertDeviation(errors, errors.length, repetitions * formulas.bootstrap());
        }

        private static long[] heaviestSum(ShortintCiphertext first, ShortintCiphertext second) {
            long[] sum = new long[first.words().length];
            for (int j = 0; j < sum.length; j++) {
                sum[j] = 8 * first.words()[j] + 6 * second.words()[j];
            }
            return sum;
        }

        /**
         * The distance of a phase from the middle of its box at the beginning of the rotation agrees with the formula.
         * Even for the heaviest sums it is so small that the edge is more than 9.2 deviations away; less than 2^-64 of
         * a normal distribution lies beyond.
         */
        @Test
        void theHeaviestSumsStayFarFromTheEdgesOfTheirBoxes() {
            int n = serverKey.keyswitchKey().outputDimension();
            int log = formulas.rotationLog2();
            LweKeyswitch.Scratch scratch = new LweKeyswitch.Scratch(1, serverKey.keyswitchKey());
            int[][] out = new int[1][serverKey.keyswitchKey().rowLength()];
            int[] exponents = new int[n + 1];
            double[] errors = new double[samples];
            List<ShortintCiphertext> fresh;
            try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
                fresh = bootstrapped(pool, 2 * samples);
            }
            for (int s = 0; s < samples; s++) {
                ShortintCiphertext first = fresh.get(2 * s);
                ShortintCiphertext second = fresh.get(2 * s + 1);
                long expected = 8L * decryptor.decryptBlock(first) + 6L * decryptor.decryptBlock(second);
                long[][] in = {heaviestSum(first, second)};
                LweKeyswitch.keyswitch(serverKey.keyswitchKey(), in, out, 1, scratch);
                ModulusSwitch.centred(out[0], exponents, n, log);
                errors[s] =
                        phase(scaled(exponents, log)) - (expected << serverKey.deltaLog2()) + Math.scalb(0.5, 64 - log);
            }
            double variance =
                    HEAVIEST * HEAVIEST * formulas.bootstrap() + formulas.keyswitch() + formulas.centredModulusSwitch();
            assertDeviation(errors, samples, variance);
            double halfBox = Math.scalb(1.0, serverKey.deltaLog2() - 1);
            assertThat(halfBox / Math.sqrt(variance)).isGreaterThan(9.2);
        }

        /** Booleans with the noise of a bootstrap. */
        private List<ShortintCiphertext> bootstrapped(BootstrapExecutor executor, int count) {
            return bootstrapped(executor, count, i -> i % 2);
        }

        private List<ShortintCiphertext> bootstrapped(BootstrapExecutor executor, int count, IntUnaryOperator value) {
            List<BootstrapJob> jobs = IntStream.range(0, count)
                    .mapToObj(i -> new BootstrapJob(
                            BootstrapJob.Source.BLOCK,
                            encryptor.encryptBlock(value.applyAsInt(i)).words(),
                            List.of(IDENTITY)))
                    .toList();
            executor.run(serverKey, jobs);
            return jobs.stream().map(BootstrapJob::result).toList();
        }

        @Test
        void storedAndRestoredBlocksHaveTheNoiseOfTheirSteps() {
            List<ShortintCiphertext> blocks = IntStream.range(0, samples)
                    .mapToObj(i -> encryptor.encryptBlock(i % 4))
                    .toList();
            double fresh = NoiseFormulas.variance(clientKey.parameters().glweNoise());
            assertStoredNoise(blocks, fresh);
        }

        /**
         * Messages with as much noise as a stored block may have. The nearest limit of any reader is a unit away; even
         * for a block of a full list that is more than 9.2 deviations.
         */
        @Test
        void theNoisiestStoredBlocksStayFarFromTheLimitsOfEveryReader() {
            List<ShortintCiphertext> blocks = new ArrayList<>();
            try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
                List<ShortintCiphertext> zeros = bootstrapped(pool, 2 * samples, i -> 0);
                for (int s = 0; s < samples; s++) {
                    long[] words = heaviestSum(zeros.get(2 * s), zeros.get(2 * s + 1));
                    words[words.length - 1] += (long) (s % 4) << serverKey.deltaLog2();
                    blocks.add(new ShortintCiphertext(words, 3, Compression.MAXIMUM_NOISE));
                }
            }
            assertThat(HEAVIEST).isEqualTo(Compression.MAXIMUM_NOISE);
            double heaviest = HEAVIEST * HEAVIEST * formulas.bootstrap();
            assertStoredNoise(blocks, heaviest);

            int fullList = serverKey.compression().lwePerGlwe();
            double unit = Math.scalb(1.0, serverKey.deltaLog2());
            assertThat(unit / Math.sqrt(formulas.stored(heaviest, fullList))).isGreaterThan(9.2);
        }

        /** Stores and restores messages 0, 1, 2, 3, 0, …, with our table and with that of tfhe-rs 0.9. */
        private void assertStoredNoise(List<ShortintCiphertext> blocks, double blockVariance) {
            RadixContext context = new RadixContext(serverKey, new InlineExecutor(8));
            LookupTable ofTfheRs = LookupTable.of(v -> v >> 2);
            double[] stored = new double[samples];
            double[] restored = new double[samples];
            // Blocks of one list share a mask, and so a part of their errors.
            int group = 4;
            for (int start = 0; start < samples; start += group) {
                CompressedCiphertextList list = Compression.compress(
                        context,
                        List.of(new RadixCiphertext(blocks.subList(start, start + group))),
                        List.of(new DataKind.Unsigned(group)));
                List<ShortintCiphertext> back =
                        Compression.decompress(context, list, 0).blocks();
                for (int i = 0; i < group; i++) {
                    long[] lwe = storedBlock(list, i);
                    BootstrapJob elsewhere = new BootstrapJob(BootstrapJob.Source.PACKED, lwe, List.of(ofTfheRs));
                    context.executor().run(serverKey, List.of(elsewhere));
                    assertThat(decryptor.decryptBlock(elsewhere.result())).isEqualTo(i);
                    assertThat(decryptor.decryptBlock(back.get(i))).isEqualTo(i);
                    stored[start + i] = packingPhase(lwe) - storedWord(i);
                    restored[start + i] = decryptor.phase(back.get(i)) - ((long) i << serverKey.deltaLog2());
                }
            }
            assertDeviation(stored, samples / group, formulas.stored(blockVariance, group));
            assertDeviation(restored, samples / group, formulas.decompression());
        }

        /** The phase of a stored message without noise. */
        private long storedWord(int message) {
            return 8L * message + 1 << serverKey.deltaLog2() - 1;
        }

        /** Each block of a packed list has the noise of the packing key from all of them. */
        @Test
        void aPackedBlockHasTheNoiseOfItsWholeList() {
            int count = serverKey.compression().lwePerGlwe();
            double[] errors = new double[Math.ceilDiv(samples, count) * count];
            for (int start = 0; start < errors.length; start += count) {
                long[][] inputs = new long[count][];
                for (int t = 0; t < count; t++) {
                    inputs[t] = encryptor.encryptBlock(t % 16).words();
                }
                long[] packed = Arrays.stream(
                                PackingKeyswitch.pack(serverKey.compression().key(), inputs))
                        .mapToLong(word -> (long) word << 32)
                        .toArray();
                for (int t = 0; t < count; t++) {
                    errors[start + t] =
                            packingPhase(packedBlock(packed, t)) - ((long) (t % 16) << serverKey.deltaLog2());
                }
            }
            // The blocks are not multiplied by 4 here; their own noise is too small to matter.
            assertDeviation(errors, errors.length, formulas.packed(0, count));
        }

        private long[] storedBlock(CompressedCiphertextList list, int block) {
            PackedGlwe glwe = list.glwes().get(block / list.lwePerGlwe());
            long[] words = new long[(glwe.glweDimension() + 1) * glwe.polynomialSize()];
            for (int j = 0; j < glwe.initialLength(); j++) {
                words[j] = BitPacking.value(glwe.packed(), j, glwe.logModulus()) << 64 - glwe.logModulus();
            }
            return packedBlock(words, block % list.lwePerGlwe());
        }

        private long[] packedBlock(long[] glwe, int coefficient) {
            int n = serverKey.compression().key().polynomialSize();
            long[] lwe = new long[glwe.length - n + 1];
            SampleExtraction.extract(glwe, 0, n, coefficient, lwe);
            return lwe;
        }

        private long packingPhase(long[] lwe) {
            long[] bits =
                    clientKey.compressionPrivateKey().orElseThrow().secretKey().secretBits();
            long phase = lwe[bits.length];
            for (int i = 0; i < bits.length; i++) {
                phase -= bits[i] * lwe[i];
            }
            return phase;
        }
    }
}
