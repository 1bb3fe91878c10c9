package org.fhevm.coprocessor.worker.claim;

import org.fhevm.coprocessor.common.id.TenantId;

/**
 * A tenant that has work, with its weight and priority.
 *
 * @param weight its share, in proportion to those of others
 * @param priority tenants of a higher priority come first
 */
record TenantShare(TenantId tenant, int weight, int priority) {}
