package org.fhevm.coprocessor.benchmarks.attacks;

import java.util.UUID;

/** A tenant of the coprocessor under attack. */
record Tenant(int id, UUID apiKey) {
    /** The header that its callers send. */
    String authorization() {
        return "bearer " + apiKey;
    }
}
