package org.fhevm.coprocessor.common.tenant;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.operation.ServerKeyEvaluator;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.ByteInput;
import org.fhevm.tfhe.serialization.CompactPkePublicParams;
import org.fhevm.tfhe.serialization.CompactPkePublicParamsReader;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.PreparedServerKeyReader;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.serialization.SafeSerializedReader;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.PublicParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads tenants into the FHE engine. All tenants share the threads of one executor. */
public final class EngineTenantLoader implements TenantLoader {
    private static final Logger LOG = LoggerFactory.getLogger(EngineTenantLoader.class);

    /**
     * Assumed for a tenant without public parameters. They are usually made for 2048 bits of values, four to a
     * ciphertext.
     */
    private static final int USUAL_CRS_CAPACITY = 512;

    private final BootstrapExecutor executor;
    private final @Nullable ProofPreparation proofs;

    /**
     * A loader that does not prepare the check of proofs of inputs.
     *
     * @param executor runs the bootstraps of all tenants
     */
    public EngineTenantLoader(BootstrapExecutor executor) {
        this(executor, null);
    }

    /**
     * A loader for tenants whose proofs of inputs are checked.
     *
     * @param executor runs the bootstraps of all tenants
     * @param proofs prepares public parameters; null if proofs are not checked
     */
    public EngineTenantLoader(BootstrapExecutor executor, @Nullable ProofPreparation proofs) {
        this.executor = executor;
        this.proofs = proofs;
    }

    @Override
    public TenantContext read(TenantRecord tenant, StoredKeySet keys) throws MalformedInputException, IOException {
        CompactPublicKey publicKey = read(keys, KeyPart.PUBLIC, CompactPublicKeyCodec.INSTANCE);
        Parameters parameters = parameters(keys, publicKey.parameters());
        ServerKey key = read(keys, KeyPart.SERVER, PreparedServerKeyReader.INSTANCE);
        return context(tenant, publicKey, parameters, key);
    }

    private Parameters parameters(StoredKeySet keys, CompactKeyParameters publicKey)
            throws MalformedInputException, IOException {
        if (keys.size(KeyPart.PUBLIC_PARAMETERS) == 0) {
            return new Parameters(USUAL_CRS_CAPACITY, null);
        }
        if (proofs != null) {
            StoredParameters stored = storedParameters(keys);
            ProofShape shape = stored.parameters().shape();
            requireDimension(shape.lweDimension(), publicKey);
            return new Parameters(shape.capacity(), stored);
        }
        CompactPkePublicParams crs = read(keys, KeyPart.PUBLIC_PARAMETERS, CompactPkePublicParamsReader.INSTANCE);
        requireDimension(crs.d(), publicKey);
        return new Parameters(crs.k(), null);
    }

    private static void requireDimension(int dimension, CompactKeyParameters publicKey) throws MalformedInputException {
        if (dimension != publicKey.lweDimension()) {
            throw new MalformedInputException(
                    "public parameters are for dimension " + dimension + ", the public key has "
                            + publicKey.lweDimension(),
                    0);
        }
    }

    private static StoredParameters storedParameters(StoredKeySet keys) throws MalformedInputException, IOException {
        long size = keys.size(KeyPart.PUBLIC_PARAMETERS);
        PublicParametersCodec codec = PublicParametersCodec.INSTANCE;
        try (DigestInputStream stream =
                new DigestInputStream(keys.open(KeyPart.PUBLIC_PARAMETERS), ProofKeys.sha256())) {
            PublicParameters parameters = codec.read(ByteInput.of(stream, size), codec.defaultLimit());
            return new StoredParameters(
                    parameters, Bytes.of(stream.getMessageDigest().digest()));
        }
    }

    private static <T> T read(StoredKeySet keys, KeyPart key, SafeSerializedReader<T> reader)
            throws MalformedInputException, IOException {
        long size = keys.size(key);
        try (InputStream stream = keys.open(key)) {
            return reader.read(ByteInput.of(stream, size), reader.defaultLimit());
        }
    }

    private TenantContext context(
            TenantRecord tenant, CompactPublicKey publicKey, Parameters parameters, ServerKey key) {
        try {
            requireCasting(key, publicKey);
            if (!key.isOf(ParameterSet.FHEVM_0_6.compute())) {
                LOG.warn(
                        "tenant {} has keys of other parameters than fhevm 0.6: how rarely computations err is not"
                                + " known",
                        tenant.id());
            }
            ServerKeyEvaluator evaluator = new ServerKeyEvaluator(key, executor);
            return new TenantContext(
                    tenant,
                    evaluator,
                    publicKey.parameters(),
                    parameters.capacity(),
                    proofKeys(tenant, publicKey, parameters.points()),
                    // The public key takes little memory, and is not counted.
                    key.sizeInBytes() + memoryBytes(parameters.points()));
        } catch (IllegalArgumentException e) {
            // The keys are well-formed, but the engine does not support their kind.
            throw new CoprocessorException(
                    new CoprocessorError.TenantKeysUnusable(tenant.id(), String.valueOf(e.getMessage())), e);
        }
    }

    private @Nullable ProofKeys proofKeys(
            TenantRecord tenant, CompactPublicKey publicKey, @Nullable StoredParameters points) {
        return proofs == null || points == null
                ? null
                : proofs.prepare(tenant.id(), publicKey, points.parameters(), points.digest());
    }

    private static long memoryBytes(@Nullable StoredParameters points) {
        return points == null ? 0 : points.memoryBytes();
    }

    /** Requires a casting key, which brings inputs from the public key to the server key. */
    private static void requireCasting(ServerKey key, CompactPublicKey publicKey) {
        int dimension = publicKey.parameters().lweDimension();
        PreparedKeyswitchKey casting = key.castingKey();
        if (casting.inputDimension() != dimension) {
            throw new IllegalArgumentException("the casting key starts from dimension " + casting.inputDimension()
                    + ", the public key has " + dimension);
        }
    }

    /**
     * The public parameters that have been read.
     *
     * @param capacity most LWE ciphertexts in one proof
     * @param points null if proofs are not checked
     */
    private record Parameters(int capacity, @Nullable StoredParameters points) {}

    /**
     * Public parameters with their points.
     *
     * @param digest SHA-256 of the stored bytes
     */
    private record StoredParameters(PublicParameters parameters, Bytes digest) {
        /** The tables for verification take an eighth more than the points, which they replace. */
        long memoryBytes() {
            long limbs = (long) parameters.first().length + parameters.second().length;
            return limbs * Long.BYTES * 9 / 8;
        }
    }
}
