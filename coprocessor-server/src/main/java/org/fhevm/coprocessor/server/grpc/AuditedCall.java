package org.fhevm.coprocessor.server.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.audit.AuditEntry;
import org.fhevm.coprocessor.common.audit.AuditLog;
import org.fhevm.coprocessor.common.audit.AuditSubject;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log says of a call, gathered while it is served. Thread-safe.
 *
 * <p>If the audit log is required, a call has two lines: one before anything is done for it, and one before its answer
 * is sent. It fails if either cannot be written.
 */
final class AuditedCall {
    private static final Context.Key<AuditedCall> CURRENT = Context.key("audited-call");

    /** A caller names handles of any length; the log cuts them anyway. */
    private static final int SHOWN_BYTES = 128;

    private final String action;
    private final String requestId;
    private final AuditLog log;
    private final @Nullable String address;
    private final @Nullable String certificate;
    private @Nullable TenantId tenant;
    private @Nullable String keyName;
    private int count;
    private List<String> handles = List.of();
    /** The line before the work could not be written: nothing is done, and the call has no line at all. */
    private boolean isRefused;
    /** The line before the answer is written. */
    private boolean isAnswered;

    AuditedCall(ServerCall<?, ?> call, String requestId, AuditLog log) {
        this.action = String.valueOf(call.getMethodDescriptor().getBareMethodName());
        this.requestId = requestId;
        this.log = log;
        this.address = address(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        ClientCertificate shown = call.getAttributes().get(ClientCertificate.KEY);
        this.certificate = shown == null ? null : String.join(",", shown.names());
    }

    private static @Nullable String address(@Nullable SocketAddress remote) {
        if (remote instanceof InetSocketAddress socket && socket.getAddress() != null) {
            return socket.getAddress().getHostAddress();
        }
        return remote == null ? null : remote.toString();
    }

    /** The context of a call in which this is found. */
    Context current() {
        return Context.current().withValue(CURRENT, this);
    }

    /** The caller of the current call is known, and what it may do. */
    static void identified(Grant grant) {
        AuditedCall call = CURRENT.get();
        if (call != null) {
            call.identify(grant);
        }
    }

    private synchronized void identify(Grant grant) {
        tenant = grant.tenant();
        keyName = switch (grant.credential()) {
            case Credential.ColumnKey columnKey -> Credential.COLUMN_KEY_NAME;
            case Credential.NamedKey(String name) -> name;
            case Credential.Certificate certificate -> null;
        };
    }

    /**
     * The work of the current call, which is about these handles, is about to begin.
     *
     * @throws CoprocessorException if the audit log is required and does not take a line of it
     */
    static void begins(int count, IntFunction<ByteString> handle) {
        isAbout(count, handle);
        AuditedCall call = CURRENT.get();
        if (call != null) {
            call.begin(call.count(), call.handles());
        }
    }

    /** As {@link #begins(int, IntFunction)}, for a call that makes handles of this number of lists. */
    static void begins(int lists) {
        AuditedCall call = CURRENT.get();
        if (call != null) {
            call.begin(lists, List.of());
        }
    }

    private void begin(int count, List<String> handles) {
        if (!recorded("requested", count, handles)) {
            refuse();
            throw new CoprocessorException(new CoprocessorError.AuditLogUnavailable());
        }
    }

    private synchronized void refuse() {
        isRefused = true;
    }

    /**
     * The work of the current call is done, and its answer about to be sent.
     *
     * @throws CoprocessorException if the audit log is required and does not take a line of it
     */
    static void answers() {
        AuditedCall call = CURRENT.get();
        if (call != null) {
            call.answer();
        }
    }

    private void answer() {
        if (!recorded("ok", count(), handles())) {
            throw new CoprocessorException(new CoprocessorError.AuditLogUnavailable());
        }
        if (log.isRequired()) {
            recordAnswer();
        }
    }

    private synchronized void recordAnswer() {
        isAnswered = true;
    }

    /** Whether the call may go on: the line is written, or need not be. */
    private boolean recorded(String outcome, int count, List<String> handles) {
        AuditSubject subject = subject();
        return !log.isRequired() || subject != null && log.require(entry(subject, outcome, null, count, handles));
    }

    private AuditEntry entry(
            AuditSubject subject, String outcome, @Nullable String reason, int count, List<String> handles) {
        return new AuditEntry(Instant.now(), action, subject, requestId, outcome, reason, count, handles);
    }

    /** The call is over. */
    void ended(String outcome, @Nullable String reason) {
        AuditSubject subject = subject();
        if (subject != null && !isRecorded(outcome)) {
            log.write(entry(subject, outcome, reason, count(), handles()));
        }
    }

    private synchronized boolean isRecorded(String outcome) {
        return isRefused || isAnswered && outcome.equals("ok");
    }

    /** The current call is about these handles. Reads the first ones, and none if there is no audit log. */
    static void isAbout(int count, IntFunction<ByteString> handle) {
        AuditedCall call = CURRENT.get();
        if (call != null) {
            call.setHandles(
                    count,
                    IntStream.range(0, Math.min(count, AuditEntry.MAXIMUM_HANDLES))
                            .mapToObj(index -> hex(handle.apply(index)))
                            .toList());
        }
    }

    private static String hex(ByteString handle) {
        return "0x"
                + HexFormat.of()
                        .formatHex(handle.substring(0, Math.min(SHOWN_BYTES, handle.size()))
                                .toByteArray());
    }

    private synchronized void setHandles(int count, List<String> handles) {
        this.count = count;
        this.handles = handles;
    }

    /** The caller; null if its key is not known. */
    private synchronized @Nullable AuditSubject subject() {
        return tenant == null ? null : new Caller(tenant, keyName, certificate, address);
    }

    private synchronized int count() {
        return count;
    }

    private synchronized List<String> handles() {
        return handles;
    }

    private record Caller(
            TenantId tenant,
            @Nullable String keyName,
            @Nullable String certificate,
            @Nullable String address) implements AuditSubject {
        @Override
        public @Nullable String account() {
            return null;
        }
    }
}
