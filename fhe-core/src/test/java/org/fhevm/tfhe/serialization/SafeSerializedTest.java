package org.fhevm.tfhe.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeSerializedTest {
    private static final CompressedCiphertextListCodec CODEC = CompressedCiphertextListCodec.INSTANCE;
    private static final String NAME = "high_level_api::CompressedCiphertextList";
    private static final byte[] FILE = TestVectors.toy().bytes("ciphertexts/U8_0.list");

    @Test
    void theSizeLimitMayBeMetExactly() throws Exception {
        CompressedCiphertextList list = CODEC.read(FILE, FILE.length);
        assertThat(CODEC.write(list, FILE.length)).isEqualTo(FILE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 57, 70, 100, 400, 481})
    void readingStopsWhereTheSizeLimitIsReached(int limit) {
        assertThatThrownBy(() -> CODEC.read(FILE, limit))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("the size limit has been reached");
    }

    @Test
    void bytesBehindTheObjectAreIgnoredAndCostNothing() throws Exception {
        byte[] longer = Arrays.copyOf(FILE, FILE.length + 1000);
        ByteInput input = ByteInput.of(longer);
        assertThat(CODEC.write(CODEC.read(input, FILE.length))).isEqualTo(FILE);
        assertThat(input.position()).isEqualTo(FILE.length);
    }

    @Test
    void nothingIsWrittenWhenTheSizeLimitIsExceeded() throws Exception {
        CompressedCiphertextList list = CODEC.read(FILE);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        assertThatThrownBy(() -> CODEC.write(list, stream, FILE.length - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the size limit has been reached");
        assertThat(stream.size()).isZero();
    }

    @Test
    void aTruncatedFileIsRefusedInTheWordsOfTheOriginal() {
        assertThatThrownBy(() -> CODEC.read(Arrays.copyOf(FILE, 200)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("io error: failed to fill whole buffer");
    }

    @Test
    void anotherTypeIsRefusedByName() {
        assertThatThrownBy(() -> ClientKeyCodec.INSTANCE.read(FILE))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("On deserialization, expected type high_level_api::ClientKey, got type " + NAME);
    }

    @Test
    void theVersionOfTheHeaderIsNotChecked() throws Exception {
        byte[] bytes = replaceHeader("0.6", 0, "0.1", NAME);
        assertThat(CODEC.write(CODEC.read(bytes))).isEqualTo(FILE);
    }

    @Test
    void anotherVersioningSchemeIsRefused() {
        assertThatThrownBy(() -> CODEC.read(replaceHeader("0.5", 0, "0.2", NAME)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("On deserialization, expected versioning scheme version 0.1, got version 0.2");
    }

    @Test
    void theSchemeIsCheckedBeforeTheName() {
        assertThatThrownBy(() -> CODEC.read(replaceHeader("0.5", 0, "0.2", "something else")))
                .hasMessageContaining("versioning scheme version");
    }

    @Test
    void aBodyWithoutVersionsIsReadIfTheReleaseIsOurs() throws Exception {
        byte[] bare = CODEC.writeUnversioned(CODEC.read(FILE));
        byte[] bytes = concat(header("0.5", 1, "0.9", NAME), bare);
        assertThat(CODEC.write(CODEC.read(bytes))).isEqualTo(FILE);
    }

    @Test
    void aBodyWithoutVersionsOfAnotherReleaseIsRefused() {
        assertThatThrownBy(() -> CODEC.read(replaceHeader("0.5", 1, "0.10", NAME)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageStartingWith(
                        "This " + NAME + " has been saved from TFHE-rs v0.10, without versioning informations. ");
    }

    @Test
    void anUnknownModeIsRefused() {
        assertThatThrownBy(() -> CODEC.read(replaceHeader("0.5", 2, "0.1", NAME)))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("invalid value: integer `2`, expected variant index 0 <= i < 2");
    }

    @Test
    void aNameThatIsNoTextIsRefused() {
        byte[] bytes = FILE.clone();
        bytes[40] = (byte) 0xff;
        assertThatThrownBy(() -> CODEC.read(bytes))
                .hasMessage("string is not valid utf8: invalid utf-8 sequence of 1 bytes from index 6");
    }

    @Test
    void aForeignNameIsShortenedAndCleanedBeforeItIsRepeated() {
        byte[] bytes = header("0.5", 0, "0.1", "line\nfeed" + "x".repeat(1000));
        assertThatThrownBy(() -> CODEC.read(bytes))
                .hasMessageContaining("got type line?feedxxx")
                .message()
                .hasSizeLessThan(250);
    }

    @Test
    void anUnknownVersionIsRefusedWithItsTypeAndPlace() {
        byte[] bytes = FILE.clone();
        int bodyStart = 34 + NAME.length();
        bytes[bodyStart] = 3;
        assertThatThrownBy(() -> CODEC.read(bytes))
                .hasMessage("invalid value: integer `3`, expected variant index 0 <= i < 3")
                .isInstanceOfSatisfying(MalformedInputException.class, failure -> {
                    assertThat(failure.offset()).isEqualTo(bodyStart);
                    assertThat(failure.detail()).isEqualTo("version of CompressedCiphertextList");
                    assertThat(failure.describe())
                            .isEqualTo(failure.getMessage() + " (at byte " + bodyStart + "): " + failure.detail());
                });
    }

    @Test
    void aStringLongerThanTheInputIsRefusedBeforeItIsAllocated() {
        byte[] bytes = ByteBuffer.allocate(100)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Long.MAX_VALUE)
                .array();
        assertThatThrownBy(() -> CODEC.read(bytes)).hasMessage("the size limit has been reached");
        assertThatThrownBy(() -> CODEC.read(bytes, 50)).hasMessage("the size limit has been reached");
    }

    @Test
    void theFormWithoutHeaderAndVersionsIsReadAndWritten() throws Exception {
        byte[] bare = CODEC.writeUnversioned(CODEC.read(FILE));
        assertThat(bare.length).isLessThan(FILE.length - 34 - NAME.length());
        assertThat(CODEC.write(CODEC.readUnversioned(ByteInput.of(bare)))).isEqualTo(FILE);
        assertThatThrownBy(() -> CODEC.readUnversioned(ByteInput.of(Arrays.copyOf(bare, bare.length - 1))))
                .isInstanceOf(MalformedInputException.class);
    }

    @Test
    void aFileCanBeReadWhereItIsMapped(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("list");
        Files.write(path, FILE);
        try (Arena arena = Arena.ofConfined()) {
            assertThat(CODEC.write(CODEC.read(ByteInput.map(path, arena), FILE.length)))
                    .isEqualTo(FILE);
        }
    }

    @Test
    void aStreamThatEndsEarlyIsATruncatedFile() {
        InputStream stream = new ByteArrayInputStream(FILE, 0, 300);
        assertThatThrownBy(() -> CODEC.read(ByteInput.of(stream, FILE.length), FILE.length))
                .isInstanceOf(MalformedInputException.class)
                .hasMessage("io error: failed to fill whole buffer");
    }

    @Test
    void aStreamThatFailsIsNotTheFaultOfTheBytes() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection lost");
            }
        };
        assertThatThrownBy(() -> CODEC.read(ByteInput.of(broken, 100), 100))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("connection lost");
    }

    private static byte[] replaceHeader(String headerVersion, int mode, String modeText, String name) {
        byte[] body = Arrays.copyOfRange(FILE, 34 + NAME.length(), FILE.length);
        return concat(header(headerVersion, mode, modeText, name), body);
    }

    private static byte[] header(String headerVersion, int mode, String modeText, String name) {
        ByteBuffer buffer = ByteBuffer.allocate(2000).order(ByteOrder.LITTLE_ENDIAN);
        putString(buffer, headerVersion);
        buffer.putInt(mode);
        putString(buffer, modeText);
        putString(buffer, name);
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static void putString(ByteBuffer buffer, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        buffer.putLong(bytes.length).put(bytes);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
