package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A codec reads files of tfhe-rs 0.9.1 to their last byte and writes them back unchanged. */
class VectorFileTest {

    static Stream<VectorFile> toyFiles() {
        return VectorFile.toy();
    }

    @ParameterizedTest
    @MethodSource("toyFiles")
    void aToyFileIsReadToItsEndAndWrittenBackUnchanged(VectorFile file) throws Exception {
        assertRoundTrip(file, TestVectors.toy().bytes(file.path()));
    }

    /** One test for all files, so that a missing set shows as one skipped test. */
    @Tag("real")
    @Test
    void realFilesAreReadToTheirEndAndWrittenBackUnchanged() throws Exception {
        for (VectorFile file : VectorFile.real().toList()) {
            assertRoundTrip(file, TestVectors.real().bytes(file.path()));
        }
    }

    private static void assertRoundTrip(VectorFile file, byte[] bytes) throws Exception {
        ByteInput memory = ByteInput.of(bytes);
        Object value = file.reader().read(memory, bytes.length);
        assertThat(memory.remaining()).as("bytes left of %s", file).isZero();

        ByteInput stream = ByteInput.of(new ByteArrayInputStream(bytes), bytes.length);
        Object streamed = file.reader().read(stream, bytes.length);
        assertThat(stream.remaining())
                .as("bytes left in the stream of %s", file)
                .isZero();

        if (file.reader() instanceof SafeSerializedCodec<?> codec) {
            assertThat(write(codec, value)).as(file.path()).isEqualTo(bytes);
            assertThat(write(codec, streamed)).as(file.path()).isEqualTo(bytes);
        } else {
            assertThat(streamed).isEqualTo(value);
        }
    }

    /** Writes to an array and to a stream, which must give the same. */
    @SuppressWarnings("unchecked") // the value was read by this codec
    private static <T> byte[] write(SafeSerializedCodec<T> codec, Object value) throws IOException {
        byte[] bytes = codec.write((T) value);
        ByteArrayOutputStream stream = new ByteArrayOutputStream(bytes.length);
        codec.write((T) value, stream, bytes.length);
        assertThat(stream.toByteArray()).isEqualTo(bytes);
        return bytes;
    }
}
