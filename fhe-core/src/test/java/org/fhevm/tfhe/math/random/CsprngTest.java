package org.fhevm.tfhe.math.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The known answers come from the generator of tfhe-rs 0.9.1. */
class CsprngTest {
    private static final Seed SEED = Seed.ofBytes(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));

    @Test
    void theBytesOfSeedOneAreThoseOfTfheRs() {
        Csprng generator = new Csprng(new Seed(0, 1));
        byte[] bytes = new byte[16];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) generator.nextByte();
        }
        assertThat(bytes).asHexString().isEqualToIgnoringCase("0ed85df9611abb7249cdd168c5467efa");
    }

    @Test
    void theWordsOfSeedOneAreThoseOfTfheRs() {
        long[] words = new long[4];
        new Csprng(new Seed(0, 1)).fillUniform(words, 0, 4);
        assertThat(words)
                .containsExactly(0x72bb1a61f95dd80eL, 0xfa7e46c568d1cd49L, 0xe7ae922e8d8801ebL, 0x70d6f68b631ccc0eL);
    }

    @Test
    void aSeedOfSixteenBytesIsReadLittleEndian() {
        Csprng generator = new Csprng(SEED);
        assertThat(generator.nextLong()).isEqualTo(0x6f825b8f87373ba1L);
        assertThat(generator.nextLong()).isEqualTo(0xe379d8c8a162814fL);
        assertThat(generator.nextLong()).isEqualTo(0x9aa0877cdd63d37cL);
        assertThat(generator.nextLong()).isEqualTo(0xfb829ce0603e0effL);
        assertThat(Seed.ofBytes(SEED.toBytes())).isEqualTo(SEED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 1022, 1023, 1024, 1025, 5000})
    void aStreamCanBeEnteredAtAnyWord(int start) {
        long[] all = words(0, start + 3000);
        assertThat(words(start, 3000)).isEqualTo(Arrays.copyOfRange(all, start, start + 3000));
    }

    @Test
    void wordsBytesAndRunsComeFromOneStream() {
        long[] expected = words(0, 2003);
        Csprng generator = new Csprng(SEED);
        long[] found = new long[2003];
        found[0] = generator.nextLong();
        generator.fillUniform(found, 1, 1999);
        found[2000] = generator.nextBytes(8);
        found[2001] = generator.nextBytes(3) | generator.nextBytes(5) << 24;
        found[2002] = generator.nextLong();
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void bytesMayBeTakenAcrossTheEndOfABatch() {
        long[] expected = words(0, 3000);
        Csprng generator = new Csprng(SEED);
        generator.nextByte();
        for (int i = 0; i < 2999; i++) {
            long straddling = expected[i] >>> 8 | expected[i + 1] << 56;
            assertThat(generator.nextLong()).as("word %d", i).isEqualTo(straddling);
        }
    }

    @Test
    void bitsAreZeroOrOneAndBalanced() {
        long[] bits = new long[100_003];
        new Csprng(SEED).fillBits(bits);
        long ones = Arrays.stream(bits).sum();
        assertThat(Arrays.stream(bits)).allMatch(bit -> bit == 0 || bit == 1);
        assertThat(ones).isBetween(49_200L, 50_800L);
    }

    @Test
    void theTextOfASeedDoesNotShowItsValue() {
        assertThat(SEED).hasToString("Seed[128 bits]");
    }

    @Test
    void impossibleRequestsAreRefused() {
        assertThatThrownBy(() -> Seed.ofBytes(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Csprng(SEED, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Csprng(SEED).nextBytes(9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Csprng(SEED).nextBytes(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static long[] words(int start, int count) {
        long[] words = new long[count];
        new Csprng(SEED, start).fillUniform(words, 0, count);
        return words;
    }
}
