package org.fhevm.coprocessor.server.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.junit.jupiter.api.Test;

/**
 * Known answers for the public development key and the default tenant. Digests, struct hashes and signatures were
 * recomputed with an independent Ethereum library (ethers 6).
 */
class SigningVectorsTest {

    private static final SigningKey KEY =
            SigningKey.of(bytes("7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901"));
    private static final EthereumAddress ACL = EthereumAddress.parse("0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2");
    private static final EthereumAddress VERIFIER = EthereumAddress.parse("0x69dE3158643e738a0724418b21a35FAA20CBb1c5");
    private static final EthereumAddress USER = EthereumAddress.parse("0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E");
    private static final EthereumAddress CONTRACT = EthereumAddress.parse("0x76c222560Db6b8937B291196eAb4Dad8930043aE");
    private static final ChainId CHAIN = new ChainId(12345);
    private static final List<Handle> HANDLES = Stream.of(
                    "caf24242d3f8131a18b375541ed37b9dc2f92081dbde1add06486e04f7000000",
                    "4a810a795688028bf6fa92b1ee88128f464d98326a3a0016e012bea1b8010200",
                    "8032d9e26b763e1f37f661b75a25af56a94c0cd02fe205e0710cf60590020300",
                    "a5f3e1555c11da8654d202887a13e1fe0a61f31cda7fa7b98de3178c66030400",
                    "9d2b80338e0001efa1ff4e9f54c15e580c2f11a73bc784792763190161040500")
            .map(Handle::fromHex)
            .toList();
    private static final InputAttestation INPUT = new InputAttestation(
            ACL, BlobHash.of("conformance-blob".getBytes(StandardCharsets.US_ASCII)), HANDLES, USER, CONTRACT);
    private static final byte[] CIPHERTEXT = "conformance-ciphertext".getBytes(StandardCharsets.US_ASCII);

    @Test
    void theKeyHasItsAddress() {
        assertThat(KEY.address().checksummed()).isEqualTo("0xc9990FEfE0c27D31D0C2aa36196b085c0c4d456c");
    }

    @Test
    void anInputIsAttested() {
        assertThat(hex(InputAttestation.domainSeparator(CHAIN, VERIFIER)))
                .isEqualTo("1ed0b56e6f7be94f44be0f20bc67e1332a75a5fa28ea23c359c77a58b5f8616c");
        assertThat(hex(INPUT.struct().hash()))
                .isEqualTo("39c334951c24502d88aa7e24e4cda63a8567be07ffbdaba0758b136a4b08ce60");
        byte[] digest = INPUT.digest(CHAIN, VERIFIER);
        assertThat(hex(digest)).isEqualTo("0abafa5b1935a374bc20424d22c127366555524ac018fbbfae35cb4600ba5867");
        assertThat(hex(KEY.sign(digest).encoded()))
                .isEqualTo("5c21538569306040d37a1ea07dfb223c2264d6325c0bc196481e8728f92d0311"
                        + "399fba3d8645cdd3148e44a80f0af3ca9f0b3fe6eb170c8acaa5bc7533667b9b1b");
    }

    @Test
    void aCiphertextIsAttestedUnderAHandleOfFullLength() {
        CiphertextAttestation attestation = CiphertextAttestation.about(HANDLES.get(1), CIPHERTEXT);
        assertThat(hex(attestation.ciphertextHash().array()))
                .isEqualTo("a6f10440dff44fe41df256a1b0932a18f14c48a694cae13bdb0334dbf1d87414");
        assertThat(hex(attestation.struct().hash()))
                .isEqualTo("42c910ed5c4965a6641568d4534bf4189328c720c0c9bf5f4bc40c15a94894e6");
        assertThat(hex(attestation.digest()))
                .isEqualTo("0ca21c4ffd94ac2c82fe03d10511fbd3f81f23b35f93c613c41626dc8b4a321c");
        assertThat(hex(KEY.sign(attestation.digest()).encoded()))
                .isEqualTo("9340243dd0aaa19d0687ecd301191dbad614080e69a63426fc3f8990069c20e4"
                        + "7717963fd2309871f7d6d69f657893edd60d9a6c9ff1148c824c740cade44cda1b");
    }

    @Test
    void aShortHandleIsANumberWithLeadingZeros() {
        CiphertextAttestation attestation = CiphertextAttestation.about(Handle.fromHex("0102030405060708"), CIPHERTEXT);
        assertThat(hex(attestation.struct().hash()))
                .isEqualTo("703882ccb9ee739cc5da121b04907f3573b251ccae3f93f6c206b30ebb4cc290");
        assertThat(hex(attestation.digest()))
                .isEqualTo("ee5c34ce2df65493206f73176e7bafa6c5e19989dadc648c9ed888d37b5d9633");
        assertThat(hex(KEY.sign(attestation.digest()).encoded()))
                .isEqualTo("9a3c7f32fb74ab7bb95b5e3b8c3ee7e9743088314a7de8c222cb8ce3f921fdaa"
                        + "04cf9f8708004aa270538a0392320478277d29ccbfb23a4f88b6c6794ff5a03c1b");
    }

    @Test
    void anInputWithoutValuesIsAttestedWithAnEmptyList() {
        InputAttestation empty = new InputAttestation(ACL, INPUT.blobHash(), List.of(), USER, CONTRACT);
        byte[] expected = new Eip712Encoder(
                        "CiphertextVerificationForCopro(address aclAddress,bytes32 hashOfCiphertext,"
                                + "uint256[] handlesList,address userAddress,address contractAddress)")
                .address(ACL)
                .bytes32(INPUT.blobHash().bytes())
                .bytes32(Keccak256.hash())
                .address(USER)
                .address(CONTRACT)
                .hash();
        assertThat(empty.struct().hash()).isEqualTo(expected);
    }

    @Test
    void whatDoesNotFitAWordIsRefused() {
        CiphertextAttestation attestation = CiphertextAttestation.about(Handle.of(new byte[33]), CIPHERTEXT);
        assertThatThrownBy(attestation::digest).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
