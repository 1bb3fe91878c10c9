package org.fhevm.coprocessor.cli.audit;

import java.io.IOException;
import java.io.PrintStream;
import org.fhevm.coprocessor.common.audit.AuditOutput;

/** A standard stream of the process, which stays open. */
final class AuditStream implements AuditOutput {
    private final PrintStream stream;

    AuditStream(PrintStream stream) {
        this.stream = stream;
    }

    /** In one call, so that log lines on the same stream come before or after the lines. */
    @Override
    public void append(byte[] lines) throws IOException {
        stream.write(lines, 0, lines.length);
        stream.flush();
        if (stream.checkError()) {
            throw new IOException("the standard stream does not take it");
        }
    }

    @Override
    public void close() {}
}
