package org.fhevm.coprocessor.server.config;

/** The status codes of faults. The texts do not depend on them. */
public enum StatusCodes {
    /** {@code UNKNOWN} for every fault, as deployed clients expect: they distinguish faults by the text. */
    ALWAYS_UNKNOWN,
    /** The code that gRPC has for the kind of fault. */
    BY_KIND
}
