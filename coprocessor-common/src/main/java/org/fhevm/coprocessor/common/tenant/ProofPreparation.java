package org.fhevm.coprocessor.common.tenant;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.zk.PreparedParameters;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.ProofVerifier;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.curve.Workers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares tenants' public parameters for verification, in the background. With the parameters of fhevm, it takes
 * seconds to check that all points are in their groups and are powers of one number, and a tenant's computations need
 * not wait for that.
 *
 * <p>A process checks the same parameters once, for all tenants that have them, and also if their keys are evicted and
 * loaded again. Tenants are prepared one after another, on half of the processors.
 */
public final class ProofPreparation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProofPreparation.class);

    /** Parameters whose validity is remembered. */
    private static final int REMEMBERED = 1024;

    private static final String INVALID = "have points outside of their groups, or are not powers of one number";

    /** The bit of a plaintext that is always 0. */
    private static final int PADDING_BITS = 1;

    private final ExecutorService preparations = Executors.newSingleThreadExecutor(threads("crs"));
    private final ExecutorService helpers = Executors.newCachedThreadPool(threads("crs-helper"));
    private final Workers workers;
    private final SecureRandom random = new SecureRandom();
    private final int remembered;
    /** Whether the parameters of this digest are valid; least recently used first. Used by one thread. */
    private final SequencedMap<Bytes, Boolean> validated = new LinkedHashMap<>(16, 0.75f, true);

    /** Prepares on half of these processors, and at least one. */
    public ProofPreparation(int processors) {
        this(processors, REMEMBERED);
    }

    ProofPreparation(int processors, int remembered) {
        this.remembered = remembered;
        this.workers = new Workers(helpers, Math.ceilDiv(processors, 2) - 1);
    }

    private static ThreadFactory threads(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }

    /**
     * Begins to prepare a tenant's parameters.
     *
     * @param digest SHA-256 of the stored parameters
     */
    ProofKeys prepare(TenantId tenant, CompactPublicKey key, PublicParameters parameters, Bytes digest) {
        return new ProofKeys(
                key,
                digest.array(),
                CompletableFuture.supplyAsync(() -> verifier(tenant, key, parameters, digest), preparations));
    }

    private ProofVerifier verifier(TenantId tenant, CompactPublicKey key, PublicParameters parameters, Bytes digest) {
        if (!expected(key.parameters(), parameters.shape()).equals(parameters.shape())) {
            throw unusable(
                    tenant, "its public parameters prove " + parameters.shape() + ", not what its public key needs");
        }
        if (!areValid(tenant, parameters, digest)) {
            throw unusable(tenant, "its public parameters " + INVALID);
        }
        return new ProofVerifier(new PreparedParameters(parameters), key, random);
    }

    /** The shape of proofs for this key. Proofs with wider bounds than the key's would prove less than they seem to. */
    private static ProofShape expected(CompactKeyParameters key, ProofShape found) {
        int noiseBoundLog2 = switch (key.noise()) {
            // Both ends of the range occur, and proofs bound the noise from above by less than a power of two.
            case NoiseDistribution.TUniform(int boundLog2) -> boundLog2 + 1;
            // This distribution has no bound. The public parameters state one that it practically never exceeds.
            case NoiseDistribution.Gaussian gaussian -> found.noiseBoundLog2();
        };
        int plaintextLog2 = Long.SIZE - key.deltaLog2();
        return new ProofShape(key.lweDimension(), found.capacity(), noiseBoundLog2, plaintextLog2, PADDING_BITS);
    }

    private boolean areValid(TenantId tenant, PublicParameters parameters, Bytes digest) {
        Boolean known = validated.get(digest);
        if (known != null) {
            return known;
        }
        long began = System.nanoTime();
        LOG.info("checking the public parameters of tenant {}; its inputs wait meanwhile", tenant);
        boolean valid = parameters
                .validateForVerification(workers, PublicParameters.Progress.NONE)
                .isValid();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        if (valid) {
            LOG.info("checked the public parameters of tenant {} in {} s", tenant, seconds);
        } else {
            LOG.error("the public parameters of tenant {} {}", tenant, INVALID);
        }
        if (validated.size() >= remembered) {
            validated.pollFirstEntry();
        }
        validated.put(digest, valid);
        return valid;
    }

    private static CoprocessorException unusable(TenantId tenant, String reason) {
        return new CoprocessorException(new CoprocessorError.TenantKeysUnusable(tenant, reason));
    }

    /** Ends at once; callers that wait for a preparation fail. */
    @Override
    public void close() {
        preparations.shutdownNow();
        helpers.shutdownNow();
    }
}
