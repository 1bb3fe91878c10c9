package org.fhevm.coprocessor.server.pending;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.config.Waiting;

/**
 * The handles that reads wait for, and the reads that wait. Bookkeeping only: no threads, no clock; the caller holds a
 * lock.
 */
final class AwaitedHandles {
    private final Waiting bounds;
    private final Map<TenantId, TenantReads> tenants = new HashMap<>();
    private int reads;

    AwaitedHandles(Waiting bounds) {
        this.bounds = bounds;
    }

    int reads() {
        return reads;
    }

    boolean isEmpty() {
        return reads == 0;
    }

    boolean awaitsAnyOf(TenantId tenant) {
        return tenants.containsKey(tenant);
    }

    /** Adds a read that waits for these handles; empty if it would exceed a bound. */
    Optional<Read> add(TenantId tenant, Collection<Handle> handles) {
        Read read = new Read(tenant, handles);
        TenantReads ofTenant = tenants.computeIfAbsent(tenant, absent -> new TenantReads());
        if (reads >= bounds.maximumReads()
                || ofTenant.reads >= bounds.maximumReadsPerTenant()
                || ofTenant.handles + read.awaited.size() > bounds.maximumHandlesPerTenant()) {
            forgetIfIdle(tenant, ofTenant);
            return Optional.empty();
        }
        for (Handle handle : read.awaited) {
            ofTenant.readers.computeIfAbsent(handle, absent -> new HashSet<>()).add(read);
        }
        reads++;
        ofTenant.reads++;
        ofTenant.handles += read.awaited.size();
        return Optional.of(read);
    }

    /** Removes a read, done or not. */
    void remove(Read read) {
        TenantReads ofTenant = tenants.get(read.tenant);
        if (ofTenant == null) {
            return;
        }
        for (Handle handle : read.awaited) {
            Set<Read> readers = ofTenant.readers.get(handle);
            if (readers != null && readers.remove(read) && readers.isEmpty()) {
                ofTenant.readers.remove(handle);
            }
        }
        reads--;
        ofTenant.reads--;
        ofTenant.handles -= read.awaited.size();
        forgetIfIdle(read.tenant, ofTenant);
    }

    private void forgetIfIdle(TenantId tenant, TenantReads ofTenant) {
        if (ofTenant.reads == 0) {
            tenants.remove(tenant);
        }
    }

    /** All awaited handles of these tenants. */
    List<TenantHandle> of(Collection<TenantId> asked) {
        List<TenantHandle> handles = new ArrayList<>();
        for (TenantId tenant : asked) {
            TenantReads ofTenant = tenants.get(tenant);
            if (ofTenant != null) {
                ofTenant.readers.keySet().forEach(handle -> handles.add(new TenantHandle(tenant, handle)));
            }
        }
        return handles;
    }

    /** Tenants with waiting reads. */
    Set<TenantId> tenants() {
        return Set.copyOf(tenants.keySet());
    }

    /**
     * Removes those handles of a look-up that are no longer pending.
     *
     * @return reads that no longer wait for any handle; they stay until they are removed
     */
    List<Read> settle(Collection<TenantHandle> asked, Set<TenantHandle> pending) {
        List<Read> done = new ArrayList<>();
        for (TenantHandle settled : asked) {
            TenantReads ofTenant = tenants.get(settled.tenant());
            if (ofTenant == null || pending.contains(settled)) {
                continue;
            }
            Set<Read> readers = ofTenant.readers.remove(settled.handle());
            if (readers == null) {
                continue;
            }
            for (Read read : readers) {
                read.awaited.remove(settled.handle());
                ofTenant.handles--;
                if (read.isDone()) {
                    done.add(read);
                }
            }
        }
        return done;
    }

    /** A read and the handles that it still waits for. */
    static final class Read {
        private final TenantId tenant;
        private final Set<Handle> awaited;

        private Read(TenantId tenant, Collection<Handle> awaited) {
            this.tenant = tenant;
            this.awaited = new HashSet<>(awaited);
        }

        boolean isDone() {
            return awaited.isEmpty();
        }
    }

    private static final class TenantReads {
        private final Map<Handle, Set<Read>> readers = new HashMap<>();
        private int reads;
        /** A handle counts once for each read. */
        private int handles;
    }
}
