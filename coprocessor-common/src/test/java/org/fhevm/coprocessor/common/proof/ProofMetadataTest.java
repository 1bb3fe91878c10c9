package org.fhevm.coprocessor.common.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofMetadataTest {
    private static final EthereumAddress CONTRACT = EthereumAddress.parse("8ba1f109551bd432803012645ac136ddd64dba72");
    private static final EthereumAddress USER = EthereumAddress.parse("5a0b54d5dc17e0aadc383d2db43b0a0d3e029c4c");
    private static final EthereumAddress ACL = EthereumAddress.parse("05fd9b5efe0a996095f42ed7e77c390810ca660c");

    @Test
    void isWhatFhevmjsMakes() {
        assertThat(ProofMetadata.of(CONTRACT, USER, ACL, new ChainId(9000)))
                .containsExactly(TestVectors.proofs().bytes("prod2048/metadata.bin"));
        assertThat(ProofMetadata.ofFhevmjs(CONTRACT, USER, ACL, new ChainId(9000)))
                .isEqualTo(TestVectors.proofs().bytes("prod2048/metadata.bin"));
    }

    @ParameterizedTest
    @CsvSource({
        "0x0, 00",
        "0x1, 01",
        "0xa, 0a",
        "0x64, 64",
        "0xf, 0f",
        "0x10, 10",
        "0x3039, 3039",
        "0xaa36a7, aa36a7",
        "0xffffffff, ffffffff"
    })
    void aChainIdOfOneDigitOrAnEvenNumberHasOneForm(long chain, String form) {
        assertThat(chainIds(chain)).containsExactly(padded(form));
    }

    @ParameterizedTest
    @CsvSource({
        "0x123, 1203, 0123",
        "0x100, 1000, 0100",
        "0x14a34, 14a304, 014a34",
        "0x12345, 123405, 012345",
        "0xfffffff, ffffff0f, 0fffffff"
    })
    void aChainIdOfAnOddNumberOfDigitsHasTheFormOfFhevmjsToo(long chain, String ofFhevmjs, String plain) {
        assertThat(chainIds(chain)).containsExactly(padded(ofFhevmjs), padded(plain));
    }

    private static String padded(String form) {
        return "0".repeat(64 - form.length()) + form;
    }

    private static List<String> chainIds(long chain) {
        return ProofMetadata.of(CONTRACT, USER, ACL, new ChainId(chain)).stream()
                .map(metadata -> HexFormat.of().formatHex(metadata, 60, 92))
                .toList();
    }
}
