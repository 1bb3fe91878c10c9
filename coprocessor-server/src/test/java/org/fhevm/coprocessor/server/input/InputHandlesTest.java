package org.fhevm.coprocessor.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

class InputHandlesTest {

    private static final BlobHash BLOB = BlobHash.of("conformance-blob".getBytes(StandardCharsets.US_ASCII));
    private static final EthereumAddress ACL = EthereumAddress.parse("0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2");

    /** Known answers, recomputed with an independent Ethereum library (ethers 6). */
    @Test
    void handlesAreThoseThatOthersDerive() {
        assertThat(BLOB.hex()).isEqualTo("0x0283bed4fa0e8d4a04eb2cf6998bd495e9c8ec0d1a6f39acebf2fbcf39b79950");
        List<FheType> types = List.of(FheType.BOOL, FheType.UINT8, FheType.UINT16, FheType.UINT32, FheType.UINT64);
        assertThat(InputHandles.of(BLOB, ACL, new ChainId(12345), types))
                .extracting(Handle::hex)
                .containsExactly(
                        "0xcaf24242d3f8131a18b375541ed37b9dc2f92081dbde1add06486e04f7000000",
                        "0x4a810a795688028bf6fa92b1ee88128f464d98326a3a0016e012bea1b8010200",
                        "0x8032d9e26b763e1f37f661b75a25af56a94c0cd02fe205e0710cf60590020300",
                        "0xa5f3e1555c11da8654d202887a13e1fe0a61f31cda7fa7b98de3178c66030400",
                        "0x9d2b80338e0001efa1ff4e9f54c15e580c2f11a73bc784792763190161040500");
    }

    @Test
    void aChainWithALargeIdHasHandlesOfItsOwn() {
        List<FheType> types = List.of(FheType.UINT8);
        assertThat(InputHandles.of(BLOB, ACL, new ChainId(0xffff_ffffL), types))
                .isNotEqualTo(InputHandles.of(BLOB, ACL, new ChainId(1), types));
    }

    @Test
    void theIndexIsAnUnsignedByte() {
        List<Handle> handles = InputHandles.of(BLOB, ACL, new ChainId(1), Collections.nCopies(256, FheType.BYTES256));
        assertThat(handles).doesNotHaveDuplicates();
        assertThat(handles.getLast().bytes()).endsWith(0xff, 11, 0);
        assertThatThrownBy(() -> InputHandles.of(BLOB, ACL, new ChainId(1), Collections.nCopies(257, FheType.BOOL)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
