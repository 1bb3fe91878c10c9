package org.fhevm.coprocessor.common.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditLineTest {
    private static final Instant TIME = Instant.parse("2026-11-30T12:00:00.123Z");

    @Test
    void aCallIsOneLineOfJson() {
        AuditEntry entry = new AuditEntry(
                TIME,
                "AsyncCompute",
                new Subject(new TenantId(7), "geth", "geth.example", "192.0.2.1", null),
                "id-1",
                "ok",
                null,
                2,
                List.of("0x0a", "0x0b"));

        assertThat(line(entry))
                .isEqualTo(
                        "{\"timestamp\":\"2026-11-30T12:00:00.123Z\",\"target\":\"audit\",\"action\":\"AsyncCompute\","
                                + "\"tenant\":7,\"key\":\"geth\",\"certificate\":\"geth.example\",\"address\":\"192.0.2.1\","
                                + "\"request_id\":\"id-1\",\"outcome\":\"ok\",\"count\":2,\"handles\":[\"0x0a\",\"0x0b\"]}\n");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        assertThat(line(entry(new Subject(null, null, null, null, "root"), null)))
                .isEqualTo("{\"timestamp\":\"2026-11-30T12:00:00.123Z\",\"target\":\"audit\",\"action\":\"tenant add\","
                        + "\"account\":\"root\",\"outcome\":\"error\",\"count\":0,\"handles\":[]}\n");
    }

    @Test
    void outsideTextNeitherEndsTheLineNorCommandsATerminal() {
        String hostile = "a\n{\"action\":\"x\"}\r\u2028\u202e\u001b[2J\"\\\ud83d\ude00";

        String line = line(entry(new Subject(null, hostile, hostile, hostile, hostile), hostile));

        assertThat(line).endsWith("\n").matches("[\\x20-\\x7e]*\n");
        assertThat(line).contains("a\\n{\\\"action\\\":\\\"x\\\"}\\r\\u2028\\u202E\\u001B[2J\\\"\\\\\\uD83D\\uDE00");
    }

    @Test
    void aLineHasABoundWhateverTextItContains() {
        String long1 = "\u0001".repeat(100_000);
        AuditEntry entry = new AuditEntry(
                TIME,
                "AsyncCompute",
                new Subject(new TenantId(1), long1, long1, long1, long1),
                long1,
                "error",
                long1,
                Long.MAX_VALUE,
                Collections.nCopies(AuditEntry.MAXIMUM_HANDLES, "0x" + "ab".repeat(100_000)));

        assertThat(AuditLine.of(entry)).hasSizeLessThan(16 * 1024);
    }

    @Test
    void textIsNotCutWithinACharacter() {
        String text = "a".repeat(AuditLine.LONGEST_TEXT - 1) + "\ud83d\ude00";

        assertThat(line(entry(new Subject(null, null, null, null, null), text)))
                .contains("\"reason\":\"" + "a".repeat(AuditLine.LONGEST_TEXT - 1) + "\\u2026\"");
    }

    @Test
    void moreHandlesThanALineHasAreRefused() {
        assertThatThrownBy(() -> new AuditEntry(
                        TIME,
                        "x",
                        new Subject(null, null, null, null, null),
                        null,
                        "ok",
                        null,
                        17,
                        Collections.nCopies(17, "0x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static AuditEntry entry(AuditSubject subject, @Nullable String reason) {
        return new AuditEntry(TIME, "tenant add", subject, null, "error", reason, 0, List.of());
    }

    private static String line(AuditEntry entry) {
        return new String(AuditLine.of(entry), StandardCharsets.UTF_8);
    }

    record Subject(
            @Nullable TenantId tenant,
            @Nullable String keyName,
            @Nullable String certificate,
            @Nullable String address,
            @Nullable String account)
            implements AuditSubject {}
}
