package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.ToyKeys;
import org.fhevm.tfhe.zk.PreparedParameters;
import org.junit.jupiter.api.Test;

class EngineTenantLoaderTest {
    private static final TenantRecord TENANT = new TenantRecord(new TenantId(1), new ChainId(1), "acl", "verifier", "");

    @Test
    void tellsWhatThePreparedServerKeyTakes() throws Exception {
        ToyKeys keys = ToyKeys.shared();
        byte[] serverKey = ServerKeyCodec.INSTANCE.write(keys.material());
        byte[] publicKey = CompactPublicKeyCodec.INSTANCE.write(keys.publicKey());

        TenantContext context =
                new EngineTenantLoader(new InlineExecutor(1)).read(TENANT, stored(serverKey, publicKey, new byte[0]));

        assertThat(context.memoryBytes()).isEqualTo(keys.serverKey().sizeInBytes());
        assertThat(context.proofKeys()).isNull();
    }

    @Test
    void publicParametersArePreparedWhereProofsAreChecked() throws Exception {
        TestVectors toy = TestVectors.toy();
        StoredKeySet stored = stored(toy.bytes("keys/sks"), toy.bytes("keys/pks"), toy.bytes("keys/pp"));
        TenantContext without = new EngineTenantLoader(new InlineExecutor(1)).read(TENANT, stored);
        try (ProofPreparation preparation = new ProofPreparation(1)) {
            TenantContext with = new EngineTenantLoader(new InlineExecutor(1), preparation).read(TENANT, stored);

            assertThat(with.crsCapacity()).isEqualTo(without.crsCapacity());
            assertThat(Objects.requireNonNull(with.proofKeys()).verifier().join())
                    .isNotNull();
            long tables =
                    new PreparedParameters(PublicParametersCodec.INSTANCE.read(toy.bytes("keys/pp"))).memoryBytes();
            assertThat(with.memoryBytes()).isGreaterThanOrEqualTo(without.memoryBytes() + tables);
        }
        assertThat(without.proofKeys()).isNull();
    }

    @Test
    void keysAreOfTheParametersThatTheyWereMadeWith() {
        assertThat(ToyKeys.shared().serverKey().isOf(ToyKeys.PARAMETERS.compute()))
                .isTrue();
        assertThat(ToyKeys.shared().serverKey().isOf(ParameterSet.FHEVM_0_6.compute()))
                .isFalse();
    }

    private static StoredKeySet stored(byte[] serverKey, byte[] publicKey, byte[] publicParameters) {
        return new StoredKeySet(Map.of(
                KeyPart.SERVER, KeySource.ofBytes(serverKey),
                KeyPart.PUBLIC, KeySource.ofBytes(publicKey),
                KeyPart.PUBLIC_PARAMETERS, KeySource.ofBytes(publicParameters)));
    }
}
