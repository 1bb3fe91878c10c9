package org.fhevm.coprocessor.common.audit;

import java.io.IOException;

/** Where audit lines go. Used by one thread at a time. */
public interface AuditOutput extends AutoCloseable {
    /** Appends lines that are complete, with their ends. */
    void append(byte[] lines) throws IOException;

    @Override
    void close() throws IOException;
}
