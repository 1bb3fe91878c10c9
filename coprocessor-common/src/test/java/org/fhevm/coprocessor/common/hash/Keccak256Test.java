package org.fhevm.coprocessor.common.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.junit.jupiter.api.Test;

class Keccak256Test {
    /** The hash of nothing, which every Ethereum client knows as the code hash of an account without code. */
    @Test
    void isEthereumsHashAndNotSha3() {
        assertThat(HexFormat.of().formatHex(Keccak256.hash()))
                .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }

    @Test
    void hashesPartsAsOneString() {
        byte[] whole = "conformance-blob".getBytes(StandardCharsets.US_ASCII);

        assertThat(Keccak256.hash(
                        "conformance".getBytes(StandardCharsets.US_ASCII), "-blob".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(Keccak256.hash(whole));
        assertThat(BlobHash.of(whole).hex())
                .isEqualTo("0x0283bed4fa0e8d4a04eb2cf6998bd495e9c8ec0d1a6f39acebf2fbcf39b79950");
    }
}
