package org.fhevm.tfhe.math.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes in each lane against Bouncy Castle, which has one only; permutations of all lanes against the definition. */
class Shake256Test {
    private static final int RATE_WORDS = 17;

    private final Random random = new Random(12);

    static KeccakLanes[] kernels() {
        return new KeccakLanes[] {KeccakLanes.scalar(), KeccakLanes.best(Integer.MAX_VALUE)};
    }

    /** First bytes of the example values of NIST for FIPS 202: the empty message, and 1600 bits of 0xa3. */
    @ParameterizedTest
    @CsvSource({
        "0, 46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f",
        "200, cd8a920ed141aa0407a22d59288652e9d9f1a7ee0c1e7c1ca699424da84a904d"
    })
    void knownAnswers(int length, String expected) {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) 0xa3);
        long[] out = new long[4];
        new Shake256().absorb(message).squeeze(out, 0, 4);
        assertThat(HexFormat.of().formatHex(bytes(out))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyLaneIsPermutedAsTheDefinitionSays(KeccakLanes kernel) {
        int lanes = kernel.lanes();
        long[] states = random.longs(KeccakLanes.WORDS * (long) lanes).toArray();
        long[] expected = states.clone();
        for (int lane = 0; lane < lanes; lane++) {
            long[] state = new long[KeccakLanes.WORDS];
            for (int word = 0; word < state.length; word++) {
                state[word] = expected[word * lanes + lane];
            }
            KeccakLanes.scalar().permute(state);
            for (int word = 0; word < state.length; word++) {
                expected[word * lanes + lane] = state[word];
            }
        }
        kernel.permute(states);
        assertThat(states).isEqualTo(expected);
    }

    /** Bytes, words, bytes and words again, so that blocks end at each place of a word, and none at the same step. */
    @ParameterizedTest
    @MethodSource("kernels")
    void hashesOfAnyNumberLengthAndAlignmentAreThoseOfBouncyCastle(KeccakLanes kernel) {
        for (int count = 1; count <= 2 * kernel.lanes() + 1; count++) {
            for (int round = 0; round < 40; round++) {
                Shake256[] hashes = new Shake256[count];
                SHAKEDigest[] oracles = new SHAKEDigest[count];
                Arrays.setAll(hashes, i -> new Shake256());
                Arrays.setAll(oracles, i -> new SHAKEDigest(256));
                for (int part = 0; part < 2; part++) {
                    absorbBytes(hashes, oracles);
                    absorbWords(kernel, hashes, oracles);
                }
                for (int part = 0; part < 3; part++) {
                    assertOutputs(kernel, hashes, oracles, random.nextInt(3 * RATE_WORDS));
                }
            }
        }
    }

    private void absorbBytes(Shake256[] hashes, SHAKEDigest[] oracles) {
        for (int i = 0; i < hashes.length; i++) {
            byte[] bytes = new byte[random.nextInt(2 * RATE_WORDS * Long.BYTES)];
            random.nextBytes(bytes);
            hashes[i].absorb(bytes);
            oracles[i].update(bytes, 0, bytes.length);
        }
    }

    private void absorbWords(KeccakLanes kernel, Shake256[] hashes, SHAKEDigest[] oracles) {
        long[][] words = new long[hashes.length][];
        for (int i = 0; i < hashes.length; i++) {
            words[i] = random.longs(random.nextInt(3 * RATE_WORDS)).toArray();
            oracles[i].update(bytes(words[i]), 0, words[i].length * Long.BYTES);
        }
        Shake256.absorb(kernel, hashes, words);
    }

    private static void assertOutputs(KeccakLanes kernel, Shake256[] hashes, SHAKEDigest[] oracles, int count) {
        long[][] out = new long[hashes.length][count + 2];
        Shake256.squeeze(kernel, hashes, out, 1, count);
        for (int i = 0; i < hashes.length; i++) {
            byte[] expected = new byte[(count + 2) * Long.BYTES];
            oracles[i].doOutput(expected, Long.BYTES, count * Long.BYTES);
            assertThat(bytes(out[i])).as("hash %d of %d", i, hashes.length).isEqualTo(expected);
        }
    }

    /** Each length that ends a block, and those next to it. */
    @Test
    void messagesAroundTheRateArePadded() {
        for (int length = 0; length <= 2 * RATE_WORDS * Long.BYTES + 1; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            SHAKEDigest oracle = new SHAKEDigest(256);
            oracle.update(message, 0, length);
            byte[] expected = new byte[8];
            oracle.doFinal(expected, 0, 8);
            long[] out = new long[1];
            new Shake256().absorb(message).squeeze(out, 0, 1);
            assertThat(bytes(out)).as("message of %d bytes", length).isEqualTo(expected);
        }
    }

    @Test
    void aHashThatGaveOutputTakesNoInput() {
        Shake256 hash = new Shake256();
        hash.squeeze(new long[1], 0, 1);
        assertThatThrownBy(() -> hash.absorb(new byte[0])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> hash.absorb(new long[0])).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] bytes(long[] words) {
        ByteBuffer buffer = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(words);
        return buffer.array();
    }
}
