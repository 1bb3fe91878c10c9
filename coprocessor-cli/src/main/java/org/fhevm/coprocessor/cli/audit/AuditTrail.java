package org.fhevm.coprocessor.cli.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.audit.AuditEntry;
import org.fhevm.coprocessor.common.audit.AuditLine;
import org.fhevm.coprocessor.common.audit.AuditOutput;
import org.fhevm.coprocessor.common.audit.AuditSubject;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/** The audit line of one command. A command that does not report success has failed when this closes. */
public final class AuditTrail implements AutoCloseable {
    private final String action;
    private final @Nullable AuditOutput output;
    private @Nullable TenantId tenant;
    private @Nullable String keyName;
    private @Nullable String certificate;
    private boolean written;

    /** @param output null if there is no audit log */
    AuditTrail(String action, @Nullable AuditOutput output) {
        this.action = action;
        this.output = output;
    }

    /** Of a command that changes nothing. */
    public static AuditTrail none() {
        return new AuditTrail("", null);
    }

    /** Names the tenant whose data is to be changed, for the line of a failure. */
    public void concerns(TenantId tenant) {
        this.tenant = tenant;
    }

    /** Names the API key that is to be changed, by its name. */
    public AuditTrail concernsKey(String name) {
        keyName = name;
        return this;
    }

    /** Names the certificate whose rights are to be changed. */
    public AuditTrail concernsCertificate(String name) {
        certificate = name;
        return this;
    }

    /** The change is made: of the tenant that was named, and of no computation. */
    public void succeeded() {
        succeed(0, List.of());
    }

    /** The change is made: of this tenant, and of no computation. */
    public void succeeded(TenantId tenant) {
        succeeded(tenant, 0, List.of());
    }

    /** The change is made, of a tenant that only the coprocessor knows, by its API key. */
    public void succeeded(long count, List<Handle> handles) {
        succeed(count, handles);
    }

    /**
     * The change is made.
     *
     * @param count changed computations
     * @param handles of those that the operator named
     * @throws CommandFailure if the audit log cannot be written
     */
    public void succeeded(TenantId tenant, long count, List<Handle> handles) {
        this.tenant = tenant;
        succeed(count, handles);
    }

    private void succeed(long count, List<Handle> handles) {
        try {
            write("ok", count, handles);
        } catch (IOException e) {
            throw new CommandFailure("the change is made, but the audit log cannot be written: " + e, e);
        }
    }

    private void write(String outcome, long count, List<Handle> handles) throws IOException {
        written = true;
        if (output != null) {
            output.append(AuditLine.of(new AuditEntry(
                    Instant.now(),
                    action,
                    new Operator(tenant, System.getProperty("user.name"), keyName, certificate),
                    null,
                    outcome,
                    null,
                    count,
                    handles.stream()
                            .limit(AuditEntry.MAXIMUM_HANDLES)
                            .map(Handle::hex)
                            .toList())));
        }
    }

    @Override
    public void close() {
        try {
            if (!written) {
                write("error", 0, List.of());
            }
            if (output != null) {
                output.close();
            }
        } catch (IOException e) {
            throw new CommandFailure("the audit log cannot be written: " + e, e);
        }
    }

    private record Operator(
            @Nullable TenantId tenant,
            @Nullable String account,
            @Nullable String keyName,
            @Nullable String certificate) implements AuditSubject {
        @Override
        public @Nullable String address() {
            return null;
        }
    }
}
