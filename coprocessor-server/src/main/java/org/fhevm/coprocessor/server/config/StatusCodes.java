package org.fhevm.coprocessor.server.config;

/** Which status codes faults are answered with. The texts are the same. */
public enum StatusCodes {
    /** {@code UNKNOWN} for everything, as deployed clients expect: they tell faults apart by the text. */
    ALWAYS_UNKNOWN,
    /** The code that gRPC has for the kind of fault. */
    BY_KIND
}
