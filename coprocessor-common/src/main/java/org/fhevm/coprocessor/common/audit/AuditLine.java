package org.fhevm.coprocessor.common.audit;

import java.io.ByteArrayOutputStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Writes an entry as one line of JSON. Text of others is cut and escaped; the line is ASCII. */
public final class AuditLine {
    static final int LONGEST_TEXT = 256;
    /** A handle has 32 bytes, but callers may name others. */
    static final int LONGEST_HANDLE = 2 + 2 * 64;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private AuditLine() {}

    /** The line with its end. */
    public static byte[] of(AuditEntry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("timestamp", entry.time().toString());
            // Tells these lines from log lines, where both go to one output.
            json.writeStringProperty("target", "audit");
            json.writeStringProperty("action", entry.action());
            write(json, entry.subject());
            write(json, "request_id", entry.requestId());
            json.writeStringProperty("outcome", entry.outcome());
            write(json, "reason", entry.reason());
            json.writeNumberProperty("count", entry.count());
            json.writeArrayPropertyStart("handles");
            entry.handles().forEach(handle -> json.writeString(cut(handle, LONGEST_HANDLE)));
            json.writeEndArray();
            json.writeEndObject();
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, AuditSubject subject) {
        TenantId tenant = subject.tenant();
        if (tenant != null) {
            json.writeNumberProperty("tenant", tenant.value());
        }
        write(json, "key", subject.keyName());
        write(json, "certificate", subject.certificate());
        write(json, "address", subject.address());
        write(json, "account", subject.account());
    }

    private static void write(JsonGenerator json, String field, @Nullable String text) {
        if (text != null) {
            json.writeStringProperty(field, cut(text, LONGEST_TEXT));
        }
    }

    /** Not between the halves of a surrogate pair, which are no text by themselves. */
    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end) + "…";
    }
}
