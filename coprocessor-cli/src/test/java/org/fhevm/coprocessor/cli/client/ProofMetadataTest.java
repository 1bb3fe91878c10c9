package org.fhevm.coprocessor.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofMetadataTest {
    private static final EthereumAddress CONTRACT = EthereumAddress.parse("0x8ba1f109551bd432803012645ac136ddd64dba72");
    private static final EthereumAddress USER = EthereumAddress.parse("0x5a0b54d5dc17e0aadc383d2db43b0a0d3e029c4c");
    private static final EthereumAddress ACL = EthereumAddress.parse("0x05fd9b5efe0a996095f42ed7e77c390810ca660c");

    @Test
    void theBytesAreThoseOfAListOfNodeTfhe() {
        assertThat(ProofMetadata.of(CONTRACT, USER, ACL, new ChainId(9000)))
                .isEqualTo(TestVectors.proofs().bytes("prod2048/metadata.bin"));
    }

    /** With an odd number of digits, from three on, the pairs begin at the left. */
    @ParameterizedTest
    @CsvSource({
        "0, 000000000000",
        "1, 000000000001",
        "15, 00000000000f",
        "16, 000000000010",
        "291, 000000001203",
        "9000, 000000002328",
        "12345, 000000003039",
        "0x12345, 000000123405",
        "11155111, 000000aa36a7",
        "0x1234567, 000012345607",
        "4294967295, 0000ffffffff"
    })
    void theChainIdIsEncodedAsFhevmjsDoes(String chain, String lastBytes) {
        byte[] metadata = ProofMetadata.of(CONTRACT, USER, ACL, new ChainId(Long.decode(chain)));

        assertThat(metadata).hasSize(92);
        assertThat(HexFormat.of().formatHex(metadata, 60, 92)).isEqualTo("0".repeat(52) + lastBytes);
    }
}
