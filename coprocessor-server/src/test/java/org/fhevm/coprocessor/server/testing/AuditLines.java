package org.fhevm.coprocessor.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.fhevm.coprocessor.common.audit.AuditOutput;

/** Keeps the lines of an audit log. */
public final class AuditLines implements AuditOutput {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void append(byte[] appended) {
        new String(appended, StandardCharsets.US_ASCII).lines().forEach(lines::add);
    }

    /** The lines, in order. A line is written when its call is over, which may be after the caller has the answer. */
    public List<String> await(int count) {
        Awaitility.await().untilAsserted(() -> assertThat(lines).hasSize(count));
        return List.copyOf(lines);
    }

    /** The lines that are written, in order. */
    public List<String> now() {
        return List.copyOf(lines);
    }

    public String awaitOne() {
        return await(1).getFirst();
    }

    @Override
    public void close() {}
}
