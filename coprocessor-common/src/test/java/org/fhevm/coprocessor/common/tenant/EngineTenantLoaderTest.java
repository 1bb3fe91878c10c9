package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
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

        TenantLoader.Prepared prepared =
                new EngineTenantLoader(new InlineExecutor(1)).read(TENANT, stored(serverKey, publicKey, new byte[0]));

        assertThat(prepared.bytesInMemory()).hasValue(keys.serverKey().sizeInBytes());
        assertThat(prepared.prepare().proofKeys()).isEmpty();
    }

    @Test
    void publicParametersArePreparedWhereProofsAreChecked() throws Exception {
        TestVectors toy = TestVectors.toy();
        StoredKeySet stored = stored(toy.bytes("keys/sks"), toy.bytes("keys/pks"), toy.bytes("keys/pp"));
        TenantLoader.Prepared without = new EngineTenantLoader(new InlineExecutor(1)).read(TENANT, stored);
        try (ProofPreparation preparation = new ProofPreparation(1)) {
            TenantLoader.Prepared with =
                    new EngineTenantLoader(new InlineExecutor(1), preparation).read(TENANT, stored);

            assertThat(with.prepare().crsCapacity()).isEqualTo(without.prepare().crsCapacity());
            assertThat(with.prepare().proofKeys().orElseThrow().verifier().join())
                    .isNotNull();
            long tables =
                    new PreparedParameters(PublicParametersCodec.INSTANCE.read(toy.bytes("keys/pp"))).memoryBytes();
            assertThat(with.bytesInMemory().orElseThrow())
                    .isGreaterThanOrEqualTo(without.bytesInMemory().orElseThrow() + tables);
        }
        assertThat(without.prepare().proofKeys()).isEmpty();
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
