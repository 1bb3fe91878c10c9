package org.fhevm.coprocessor.server.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.audit.AuditEntry;
import org.fhevm.coprocessor.common.audit.AuditSubject;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/** What the audit log will say of a call, gathered while it is served. Thread-safe. */
final class AuditedCall {
    private static final Context.Key<AuditedCall> CURRENT = Context.key("audited-call");

    /** A caller names handles of any length; the log cuts them anyway. */
    private static final int SHOWN_BYTES = 128;

    private final @Nullable String address;
    private final @Nullable String certificate;
    private @Nullable TenantId tenant;
    private @Nullable String keyName;
    private int count;
    private List<String> handles = List.of();

    AuditedCall(ServerCall<?, ?> call) {
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

    /** Who called; null if the key is not known. */
    synchronized @Nullable AuditSubject subject() {
        return tenant == null ? null : new Caller(tenant, keyName, certificate, address);
    }

    synchronized int count() {
        return count;
    }

    synchronized List<String> handles() {
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
