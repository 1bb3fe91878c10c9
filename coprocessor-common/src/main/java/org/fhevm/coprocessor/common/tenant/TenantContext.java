package org.fhevm.coprocessor.common.tenant;

import java.util.Optional;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.parameters.CompactKeyParameters;

/**
 * A tenant ready for work.
 *
 * @param evaluator computes under the tenant's server key
 * @param compactKey parameters that input lists must fit
 * @param crsCapacity most packed messages one proof covers
 * @param proofKeys what proofs of inputs are checked with; nothing where they are not checked, or the tenant has no
 *     public parameters
 */
public record TenantContext(
        TenantRecord tenant,
        FheEvaluator evaluator,
        CompactKeyParameters compactKey,
        int crsCapacity,
        Optional<ProofKeys> proofKeys) {

    /** A tenant whose inputs cannot be checked. */
    public TenantContext(
            TenantRecord tenant, FheEvaluator evaluator, CompactKeyParameters compactKey, int crsCapacity) {
        this(tenant, evaluator, compactKey, crsCapacity, Optional.empty());
    }
}
