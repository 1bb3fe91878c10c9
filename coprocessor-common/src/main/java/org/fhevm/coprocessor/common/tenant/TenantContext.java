package org.fhevm.coprocessor.common.tenant;

import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.parameters.CompactKeyParameters;

/**
 * A tenant ready for work.
 *
 * @param evaluator computes under the tenant's server key
 * @param compactKey parameters that input lists must fit
 * @param crsCapacity most packed messages one proof covers
 */
public record TenantContext(
        TenantRecord tenant, FheEvaluator evaluator, CompactKeyParameters compactKey, int crsCapacity) {}
