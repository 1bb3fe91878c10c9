package org.fhevm.coprocessor.common.tenant;

import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.jspecify.annotations.Nullable;

/**
 * A tenant ready for work.
 *
 * @param evaluator computes under the tenant's server key
 * @param compactKey parameters that input lists must fit
 * @param crsCapacity most packed messages one proof covers
 * @param proofKeys checks proofs of inputs; null where proofs are not checked, or the tenant has no public parameters
 * @param memoryBytes memory that the keys take once they are loaded
 */
public record TenantContext(
        TenantRecord tenant,
        FheEvaluator evaluator,
        CompactKeyParameters compactKey,
        int crsCapacity,
        @Nullable ProofKeys proofKeys,
        long memoryBytes) {}
