package org.fhevm.coprocessor.server.grpc;

import org.fhevm.coprocessor.common.audit.AuditLog;
import org.fhevm.coprocessor.common.tracing.Tracing;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.jspecify.annotations.Nullable;

/**
 * The parts that are told of calls.
 *
 * @param audit null if there is no audit log
 */
public record CallObservers(
        CallMetrics metrics,
        ServerEvents events,
        Tracing tracing,
        @Nullable AuditLog audit) {}
