package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A reader refuses damaged files with the one exception type for them, or reads them as something else. Nothing else
 * happens, and it allocates no more memory than the length of the file justifies.
 */
class DamagedFileTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int HEADER_VERSION_START = 8;
    private static final int HEADER_VERSION_END = 11;
    private static final long ALLOCATION_ALLOWANCE = 1 << 20;

    static Stream<VectorFile> smallFiles() {
        Set<String> paths = Set.of(
                "keys/cks",
                "keys/pks",
                "keys/cpks",
                "ciphertexts/U8_0.list",
                "ciphertexts/multi2.list",
                "ciphertexts/U4_0.single",
                "ciphertexts/bool_0.trivial.single",
                "ciphertexts/U64_0.seeded",
                "ciphertexts/bool_0.seeded",
                "inputs/boolu8bool.compact",
                "inputs/mixed.verify.proven",
                "inputs/multi.proof.meta.proven");
        return VectorFile.toy().filter(file -> paths.contains(file.path()));
    }

    static Stream<VectorFile> largeFiles() {
        Set<String> paths = Set.of("keys/sks", "keys/csks", "keys/pp");
        return Stream.concat(
                VectorFile.toy().filter(file -> paths.contains(file.path())),
                Stream.of(new VectorFile("keys/sks", PreparedServerKeyReader.INSTANCE)));
    }

    @ParameterizedTest
    @MethodSource("smallFiles")
    void everyTruncationIsRefused(VectorFile file) {
        byte[] bytes = TestVectors.toy().bytes(file.path());
        for (int length = 0; length < bytes.length; length++) {
            assertTruncationRefused(file, bytes, length);
        }
    }

    @ParameterizedTest
    @MethodSource("largeFiles")
    void truncationsOfALargeFileAreRefused(VectorFile file) {
        byte[] bytes = TestVectors.toy().bytes(file.path());
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            assertTruncationRefused(file, bytes, random.nextInt(bytes.length));
        }
        for (int back = 1; back < 200; back++) {
            assertTruncationRefused(file, bytes, bytes.length - back);
        }
    }

    @ParameterizedTest
    @MethodSource("smallFiles")
    void everyFlippedBitIsRefusedOrReadAsSomethingElse(VectorFile file) {
        byte[] bytes = TestVectors.toy().bytes(file.path());
        int refused = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            refused += readFlipped(file, bytes, bit) ? 0 : 1;
        }
        assertThat(refused).as("refusals").isGreaterThan(8 * headerLength(file));
    }

    @ParameterizedTest
    @MethodSource("largeFiles")
    void flippedBitsAroundTheStructureOfALargeFileDoNoHarm(VectorFile file) {
        byte[] bytes = TestVectors.toy().bytes(file.path());
        for (int index = headerLength(file); index < headerLength(file) + 100; index++) {
            readFlipped(file, bytes, 8 * index + index % 8);
        }
        for (int index = bytes.length - 200; index < bytes.length; index++) {
            readFlipped(file, bytes, 8 * index + index % 8);
        }
    }

    @ParameterizedTest
    @MethodSource("smallFiles")
    void everyFlippedBitOfTheHeaderIsRefused(VectorFile file) {
        byte[] bytes = TestVectors.toy().bytes(file.path());
        for (int bit = 0; bit < 8 * headerLength(file); bit++) {
            boolean textOfHeaderVersion = bit / 8 >= HEADER_VERSION_START && bit / 8 < HEADER_VERSION_END;
            if (!textOfHeaderVersion) {
                assertThat(readFlipped(file, bytes, bit))
                        .as("bit %d was read", bit)
                        .isFalse();
            }
        }
    }

    private static int headerLength(VectorFile file) {
        return 34 + file.reader().typeName().length();
    }

    private static void assertTruncationRefused(VectorFile file, byte[] bytes, int length) {
        byte[] truncated = Arrays.copyOf(bytes, length);
        assertThatExceptionOfType(MalformedInputException.class)
                .as("truncated to %d bytes", length)
                .isThrownBy(() -> file.reader().read(truncated));
    }

    /** Whether the damaged file was read. */
    private static boolean readFlipped(VectorFile file, byte[] bytes, int bit) {
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        try {
            return readWithinMeans(file, bytes, bit);
        } finally {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    private static boolean readWithinMeans(VectorFile file, byte[] bytes, int bit) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean read = true;
        try {
            file.reader().read(bytes);
        } catch (MalformedInputException e) {
            read = false;
        } catch (RuntimeException | Error e) {
            fail("bit %d of %s makes reading fail with %s", bit, file, e);
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("bytes allocated after bit %d was flipped", bit)
                .isLessThan(4L * bytes.length + ALLOCATION_ALLOWANCE);
        return read;
    }
}
