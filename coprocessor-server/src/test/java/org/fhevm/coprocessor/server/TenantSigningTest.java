package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.SharedVerifiers;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.signing.CiphertextAttestation;
import org.fhevm.coprocessor.server.signing.SigningKey;
import org.fhevm.coprocessor.server.signing.SigningKeys;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** The signing keys of tenants. */
@EmbeddedDatabase
class TenantSigningTest {

    private static final String OTHER_KEY = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";
    private static final SigningKey OWN = key(7);

    private static SigningKey key(int last) {
        byte[] secret = new byte[32];
        secret[31] = (byte) last;
        return SigningKey.of(secret);
    }

    @Test
    void aTenantWithAKeyOfItsOwnIsAttestedByThatKeyAndOthersByTheCommonOne(Database database) throws Exception {
        FakeEvaluator evaluator = new FakeEvaluator();
        try (ServerUnderTest server = ServerUnderTest.with(database, evaluator)) {
            TenantId other = server.addTenant(OTHER_KEY, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
            ServerDaemon.Parts parts = server.parts(ServerUnderTest.loader(evaluator));
            SigningKeys keys = new SigningKeys(ServerUnderTest.SIGNER, Map.of(other, OWN));
            try (ServerDaemon daemon = InProcessServers.start(
                    InProcessServerBuilder.forName("signing"),
                    ServerConfig.at(new InetSocketAddress("localhost", 0))
                            .withDrainTime(Duration.ofSeconds(5))
                            .withInputProofs(ServerUnderTest.UNVERIFIED),
                    new ServerDaemon.Parts(parts.database(), parts.keys(), keys, parts.metrics(), parts.health()))) {
                assertThat(daemon.addresses()).isNotEmpty();
                var channel = InProcessChannelBuilder.forName("signing").build();
                try {
                    assertSigned(client(channel, ServerUnderTest.API_KEY), ServerUnderTest.SIGNER);
                    assertSigned(client(channel, OTHER_KEY), OWN);
                } finally {
                    channel.shutdownNow();
                }
            }
        }
    }

    private static FhevmCoprocessorBlockingStub client(io.grpc.Channel channel, String apiKey) {
        return FhevmCoprocessorGrpc.newBlockingStub(channel)
                .withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(ServerUnderTest.authorization("bearer " + apiKey)));
    }

    private static void assertSigned(FhevmCoprocessorBlockingStub client, SigningKey key) {
        client.trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "07")));
        FetchedCiphertext ciphertext =
                client.getCiphertexts(get("0a")).getResponses(0).getCiphertext();
        byte[] digest = CiphertextAttestation.about(
                        Handle.fromHex("0a"), ciphertext.getCiphertextBytes().toByteArray())
                .digest();
        assertThat(ciphertext.getSignature().toByteArray())
                .isEqualTo(key.sign(digest).encoded());
        assertThat(client.uploadInputs(upload(InputPayloads.of(1, FheType.BOOL)))
                        .getUploadResponses(0)
                        .getSignerAddress())
                .isEqualTo(key.address().checksummed());
    }

    @Test
    void onlyTenantsThatShareAKeyTooAreWarnedOf() {
        List<TenantRecord> tenants = List.of(tenant(1), tenant(2), tenant(3));
        assertThat(SigningAdvice.sharing(tenants, SigningKeys.of(OWN)))
                .extracting(SharedVerifiers::tenants)
                .containsExactly(List.of(new TenantId(1), new TenantId(2), new TenantId(3)));
        assertThat(SigningAdvice.sharing(tenants, new SigningKeys(OWN, Map.of(new TenantId(2), key(8)))))
                .extracting(SharedVerifiers::tenants)
                .containsExactly(List.of(new TenantId(1), new TenantId(3)));
        assertThat(SigningAdvice.sharing(
                        tenants, new SigningKeys(OWN, Map.of(new TenantId(2), key(8), new TenantId(3), key(9)))))
                .isEmpty();
    }

    private static TenantRecord tenant(int id) {
        return new TenantRecord(new TenantId(id), new ChainId(5), ServerUnderTest.ACL, ServerUnderTest.VERIFIER, "");
    }
}
