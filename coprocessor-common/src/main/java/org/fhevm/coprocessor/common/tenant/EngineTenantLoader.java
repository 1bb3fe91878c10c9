package org.fhevm.coprocessor.common.tenant;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.RoundedKeyswitchKey;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.operation.ServerKeyEvaluator;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.ByteInput;
import org.fhevm.tfhe.serialization.CompactPkePublicParams;
import org.fhevm.tfhe.serialization.CompactPkePublicParamsReader;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.EnvelopeReader;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.PreparedServerKeyReader;
import org.fhevm.tfhe.shortint.ServerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes tenants ready with the real engine: all of them share the threads that FHE runs on. */
public final class EngineTenantLoader implements TenantLoader {
    private static final Logger LOG = LoggerFactory.getLogger(EngineTenantLoader.class);

    /** For 2048 bits of values, four to a ciphertext: what public parameters are made for. */
    private static final int USUAL_CRS_CAPACITY = 512;

    private final BootstrapExecutor executor;

    /** @param executor where the bootstraps of all tenants run */
    public EngineTenantLoader(BootstrapExecutor executor) {
        this.executor = executor;
    }

    @Override
    public Prepared read(TenantRecord tenant, TenantKeys keys) throws MalformedInputException, IOException {
        CompactPublicKey publicKey = read(keys, TenantKey.PUBLIC, CompactPublicKeyCodec.INSTANCE);
        int crsCapacity = crsCapacity(keys, publicKey.parameters());
        ServerKey key = read(keys, TenantKey.SERVER, PreparedServerKeyReader.INSTANCE);
        return new Prepared() {
            @Override
            public TenantContext prepare() {
                return EngineTenantLoader.this.prepare(tenant, publicKey, crsCapacity, key);
            }

            /** Of the public keys only parameters are kept. */
            @Override
            public OptionalLong bytesInMemory() {
                return OptionalLong.of(key.sizeInBytes());
            }
        };
    }

    private static int crsCapacity(TenantKeys keys, CompactKeyParameters publicKey)
            throws MalformedInputException, IOException {
        if (keys.size(TenantKey.PUBLIC_PARAMETERS) == 0) {
            return USUAL_CRS_CAPACITY;
        }
        CompactPkePublicParams crs = read(keys, TenantKey.PUBLIC_PARAMETERS, CompactPkePublicParamsReader.INSTANCE);
        if (crs.d() != publicKey.lweDimension()) {
            throw new MalformedInputException(
                    "public parameters are for dimension " + crs.d() + ", the public key has "
                            + publicKey.lweDimension(),
                    0);
        }
        return crs.k();
    }

    private static <T> T read(TenantKeys keys, TenantKey key, EnvelopeReader<T> reader)
            throws MalformedInputException, IOException {
        long size = keys.size(key);
        try (InputStream stream = keys.open(key)) {
            return reader.read(ByteInput.of(stream, size), reader.defaultLimit());
        }
    }

    private TenantContext prepare(TenantRecord tenant, CompactPublicKey publicKey, int crsCapacity, ServerKey key) {
        try {
            requireCasting(key, publicKey);
            if (!key.isOf(ParameterSet.FHEVM_0_6.compute())) {
                LOG.warn(
                        "tenant {} has keys of other parameters than fhevm 0.6: how rarely computations err is not known",
                        tenant.id());
            }
            ServerKeyEvaluator evaluator = new ServerKeyEvaluator(key, executor);
            return new TenantContext(tenant, evaluator, publicKey.parameters(), crsCapacity);
        } catch (IllegalArgumentException e) {
            // Keys in order, but of a kind that the engine does not compute with.
            throw new CoprocessorException(
                    new CoprocessorError.TenantKeysUnusable(tenant.id(), String.valueOf(e.getMessage())), e);
        }
    }

    /** Inputs come under the public key and are brought from there to the server key. */
    private static void requireCasting(ServerKey key, CompactPublicKey publicKey) {
        int dimension = publicKey.parameters().lweDimension();
        RoundedKeyswitchKey casting =
                key.castingKey().orElseThrow(() -> new IllegalArgumentException("the server key has no casting key"));
        if (casting.inputDimension() != dimension) {
            throw new IllegalArgumentException("the casting key starts from dimension " + casting.inputDimension()
                    + ", the public key has " + dimension);
        }
    }
}
