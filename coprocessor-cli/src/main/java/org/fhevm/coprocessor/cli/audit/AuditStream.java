package org.fhevm.coprocessor.cli.audit;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Supplier;
import org.fhevm.coprocessor.common.audit.AuditOutput;

/**
 * A standard stream of the process, which stays open. A {@link PrintStream} that has failed once says so ever after,
 * and keeps bytes that it could not write. So standard output is replaced then, for log lines as well: the next lines
 * are tried on a new stream.
 */
final class AuditStream implements AuditOutput {
    private final Supplier<PrintStream> stream;
    private final Runnable replacement;

    /**
     * @param stream the present stream
     * @param replacement replaces it by one that has not failed
     */
    AuditStream(Supplier<PrintStream> stream, Runnable replacement) {
        this.stream = stream;
        this.replacement = replacement;
    }

    /** Standard output, among the log lines of a daemon. */
    static AuditStream standardOutput() {
        return new AuditStream(() -> System.out, AuditStream::replaceStandardOutput);
    }

    /** Standard error of a command, which writes one line. */
    static AuditStream standardError() {
        return new AuditStream(() -> System.err, () -> {});
    }

    private static void replaceStandardOutput() {
        System.setOut(new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, System.out.charset()));
    }

    /** In one call, so that log lines on the same stream come before or after the lines. */
    @Override
    public void append(byte[] lines) throws IOException {
        PrintStream current = stream.get();
        current.write(lines, 0, lines.length);
        current.flush();
        if (current.checkError()) {
            replacement.run();
            throw new IOException("the standard stream does not take it");
        }
    }

    @Override
    public void close() {}
}
