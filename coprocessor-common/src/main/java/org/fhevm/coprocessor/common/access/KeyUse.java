package org.fhevm.coprocessor.common.access;

import java.time.Instant;
import org.fhevm.coprocessor.common.id.TenantId;

/** The last use of a named API key. */
public record KeyUse(TenantId tenant, String name, Instant at) {}
