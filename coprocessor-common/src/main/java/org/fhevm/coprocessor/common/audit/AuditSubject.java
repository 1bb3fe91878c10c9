package org.fhevm.coprocessor.common.audit;

import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/** Who does something: a caller whose key is known, or an operator. All names are text of others. */
public interface AuditSubject {
    /** The tenant of the caller's key, or the one whose data an operator changes; null if there is none. */
    @Nullable
    TenantId tenant();

    /** The name of the caller's API key or of the one that an operator changes; null if there is none. */
    @Nullable
    String keyName();

    /** The names in the caller's certificate, or the name whose rights an operator changes; null if there is none. */
    @Nullable
    String certificate();

    /** The remote address of a caller; null for an operator. */
    @Nullable
    String address();

    /** The account on the machine that ran a command; null for a caller. */
    @Nullable
    String account();
}
