package org.fhevm.coprocessor.cli.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class AuditStreamTest {
    private final Descriptor descriptor = new Descriptor();
    private PrintStream standard = descriptor.stream();
    private final AuditStream stream = new AuditStream(() -> standard, () -> standard = descriptor.stream());

    @Test
    void linesAreTakenAgainAfterAFailureAndThoseThatWereNotTakenAreGone() throws IOException {
        stream.append(bytes("one\n"));
        descriptor.isFull = true;
        assertThatThrownBy(() -> stream.append(bytes("two\n"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> stream.append(bytes("three\n"))).isInstanceOf(IOException.class);
        descriptor.isFull = false;
        stream.append(bytes("four\n"));

        assertThat(descriptor.taken.toString(US_ASCII)).isEqualTo("one\nfour\n");
    }

    @Test
    void logLinesShareTheStream() throws IOException {
        descriptor.isFull = true;
        assertThatThrownBy(() -> stream.append(bytes("two\n"))).isInstanceOf(IOException.class);
        descriptor.isFull = false;
        standard.print("log\n");
        stream.append(bytes("audit\n"));

        assertThat(descriptor.taken.toString(US_ASCII)).isEqualTo("log\naudit\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    /** What a standard stream writes to. */
    private static final class Descriptor extends OutputStream {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private boolean isFull;

        /** A stream with a buffer, as the JDK's. */
        PrintStream stream() {
            return new PrintStream(new BufferedOutputStream(this), false, US_ASCII);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            if (isFull) {
                throw new IOException("No space left on device");
            }
            taken.write(bytes, start, length);
        }
    }
}
