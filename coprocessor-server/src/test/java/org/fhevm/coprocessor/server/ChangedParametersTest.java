package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.EngineTenantLoader;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.ProofPreparation;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.coprocessor.server.testing.ToyProofs;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.zk.ParameterGenerator;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.curve.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant gets public parameters (a CRS), and then other ones, while the server runs and holds its keys. */
@EmbeddedDatabase
class ChangedParametersTest {

    private static final String API_KEY = "c1503fb6-d79b-4e9e-826d-44cf262f3e05";
    private static final TestVectors TOY = TestVectors.toy();
    private static final byte[] PUBLIC_KEY = TOY.bytes("keys/pks");

    private final FhePool pool = new FhePool(2);
    private final ProofPreparation preparation = new ProofPreparation(2);
    private final TenantRepository tenants;
    private final ServerUnderTest server;
    private final FhevmCoprocessorBlockingStub client;
    private TenantId tenant = new TenantId(0);

    ChangedParametersTest(Database database) {
        tenants = new TenantRepository(database);
        server = ServerUnderTest.with(
                database,
                new EngineTenantLoader(pool, preparation),
                config -> config.withInputProofs(InputProofs.defaults().withPolicy(Policy.STRICT)));
        client = server.client("bearer " + API_KEY);
    }

    @BeforeEach
    void addTenantWithoutParameters() {
        tenant = server.addTenant(
                API_KEY,
                ServerUnderTest.ACL,
                ServerUnderTest.VERIFIER,
                new StoredKeySet(Map.of(
                        KeyPart.PUBLIC,
                        KeySource.ofBytes(PUBLIC_KEY),
                        KeyPart.SERVER,
                        KeySource.ofBytes(TOY.bytes("keys/sks")))));
    }

    @AfterEach
    void stop() {
        server.close();
        preparation.close();
        pool.close();
    }

    @Test
    void inputsAreTakenAMinuteAfterTheTenantGetsItsParametersAndProvenUnderTheLatest() throws Exception {
        byte[] first = TOY.bytes("keys/pp");
        byte[] second = otherParameters(first);
        byte[] underFirst = list(first);
        byte[] underSecond = list(second);
        assertRefused(
                "Tenant " + tenant + " takes no inputs: it has no public parameters (CRS) to check their proofs with",
                () -> client.uploadInputs(upload(underFirst)));
        int loads = server.keyLoads();

        set(first);
        client.uploadInputs(upload(underFirst));
        assertFalseProof(underSecond);

        set(second);
        client.uploadInputs(upload(underSecond));
        // It is stored, but its proof is not one under the present parameters.
        assertFalseProof(underFirst);
        assertThat(server.keyLoads()).isEqualTo(loads + 2);
    }

    /** Stores parameters as {@code tenant set-crs} does, and lets the time pass in which servers notice. */
    private void set(byte[] parameters) throws IOException {
        assertThat(tenants.replacePublicParameters(tenant, KeySource.ofBytes(parameters)))
                .isTrue();
        server.advanceKeyClock(KeyCacheConfig.defaults().maximumAge());
    }

    private void assertFalseProof(byte[] list) {
        assertRefused(
                "Input proof refused, input blob index: 0, reason: the proof is not one of this list for this contract,"
                        + " user and chain",
                () -> client.uploadInputs(upload(list)));
    }

    private static byte[] otherParameters(byte[] like) throws Exception {
        return PublicParametersCodec.INSTANCE.write(ParameterGenerator.generate(
                PublicParametersCodec.INSTANCE.read(like).shape(),
                new SecureRandom(),
                Workers.NONE,
                PublicParameters.Progress.NONE));
    }

    private static byte[] list(byte[] parameters) {
        return new ToyProofs(parameters, PUBLIC_KEY).payload(ToyProofs.usualMetadata(), FheType.UINT8);
    }
}
