package org.fhevm.coprocessor.cli.computations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.cli.computations.repository.Progress;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;

/** Parses handles and tenants on a command line. */
final class HandleArguments {
    private HandleArguments() {}

    /** @throws CommandFailure if the text is no handle */
    static Handle handle(String text) {
        try {
            return Handle.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    text + " is not a handle; it is written in hexadecimal, two digits a byte, 1 to "
                            + Handle.MAXIMUM_BYTES + " bytes",
                    e);
        }
    }

    /**
     * The tenant with this number, if a number is given.
     *
     * @throws CommandFailure if there is no such tenant
     */
    static Optional<TenantId> tenant(@Nullable Integer number, Database database) {
        if (number == null) {
            return Optional.empty();
        }
        TenantId tenant = new TenantId(number);
        if (new TenantRepository(database).find(tenant).isEmpty()) {
            throw new CommandFailure("there is no tenant " + tenant);
        }
        return Optional.of(tenant);
    }

    /**
     * The given tenant, or else the only one with this handle.
     *
     * @throws CommandFailure if no tenant or several tenants have it
     */
    static TenantId tenantOf(Handle handle, @Nullable Integer number, Database database) {
        return tenant(number, database).orElseGet(() -> {
            List<TenantId> all = new TenantRepository(database)
                    .all().stream().map(TenantRecord::id).toList();
            List<TenantId> having = new ComputationSearch(database).tenantsWith(handle, all);
            return switch (having.size()) {
                case 0 ->
                    throw new CommandFailure("no tenant has a computation or a ciphertext of the name " + handle.hex());
                case 1 -> having.getFirst();
                default ->
                    throw new CommandFailure(
                            "the tenants " + having + " have a computation or a ciphertext of the name " + handle.hex()
                                    + "; say which one with --tenant");
            };
        });
    }

    /**
     * How far the computations with these results are, in the order given.
     *
     * @throws CommandFailure if the tenant lacks one of them
     */
    static SequencedMap<Handle, Progress> progress(ComputationSearch search, TenantId owner, List<Handle> wanted) {
        Map<Handle, Known> found = search.find(owner, wanted);
        SequencedMap<Handle, Progress> progress = new LinkedHashMap<>();
        for (Handle handle : wanted) {
            progress.put(
                    handle,
                    Objects.requireNonNull(found.get(handle))
                            .computation()
                            .orElseThrow(() -> new CommandFailure(
                                    "tenant " + owner + " has no computation with the result " + handle.hex()))
                            .progress());
        }
        return progress;
    }
}
