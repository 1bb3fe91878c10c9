package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.database.CommandDatabase;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.SharedVerifiers;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.SqlState;
import org.jooq.exception.DataAccessException;

/** Stores tenants, and explains failures. */
public final class TenantInsertion {
    private TenantInsertion() {}

    /**
     * Stores a tenant.
     *
     * @param audit told of the tenant
     * @throws CommandFailure if another tenant has its API key, or a key file cannot be read
     */
    static TenantId insert(DatabaseUrl url, NewTenant tenant, AuditTrail audit) {
        TenantId id = insert(url, tenant);
        audit.succeeded(id);
        return id;
    }

    /** Stores a tenant that no operator asked for, of a demonstration. */
    public static TenantId insert(DatabaseUrl url, NewTenant tenant) {
        try (Database database = CommandDatabase.open(url)) {
            return new TenantRepository(database).insert(tenant);
        } catch (DataAccessException e) {
            if (SqlState.UNIQUE_VIOLATION.isOf(e)) {
                throw new CommandFailure("there is a tenant with this API key already", e);
            }
            throw e;
        } catch (IOException e) {
            throw new CommandFailure("cannot read a key file: " + e.getMessage(), e);
        }
    }

    /** A warning for the operator if another tenant has the same chain and verifying contract as this one. */
    static Optional<String> warning(DatabaseUrl url, TenantId tenant) {
        try (Database database = CommandDatabase.open(url)) {
            return SharedVerifiers.among(new TenantRepository(database).all()).stream()
                    .filter(shared -> shared.tenants().contains(tenant))
                    .map(SharedVerifiers::warning)
                    .findFirst();
        }
    }

    /** The content of a required key file. */
    static KeySource file(Path file) {
        if (!Files.isReadable(file)) {
            throw new CommandFailure("cannot read the key file " + file);
        }
        return KeySource.ofFile(file);
    }

    /**
     * Parses an address.
     *
     * @param flag the option that it was given with, for the message
     * @throws CommandFailure if the text is no address
     */
    public static EthereumAddress address(String flag, String text) {
        try {
            return EthereumAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(flag + " " + text + " is not an Ethereum address: " + e.getMessage(), e);
        }
    }

    /** @throws CommandFailure if the number is no id of a chain */
    public static ChainId chainId(long value) {
        try {
            return new ChainId(value);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--chain-id: " + e.getMessage(), e);
        }
    }
}
