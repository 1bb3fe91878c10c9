package org.fhevm.coprocessor.common.tenant;

import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.tfhe.serialization.SizeLimits;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record5;
import org.jooq.SelectJoinStep;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Rows of the table of tenants. */
public final class TenantRepository {
    private static final Field<String> REVISION = DSL.coalesce(TENANTS.KEYS_REVISION.cast(String.class), "");

    /**
     * Longest text of an address that is read; an address has 42 characters. For a longer text, only its length is
     * read, which no parser accepts.
     */
    private static final int MAXIMUM_ADDRESS_BYTES = 256;

    private static final Field<String> ACL_ADDRESS = address(TENANTS.ACL_CONTRACT_ADDRESS);
    private static final Field<String> VERIFYING_ADDRESS = address(TENANTS.VERIFYING_CONTRACT_ADDRESS);

    private final DSLContext dsl;

    public TenantRepository(Database database) {
        this.dsl = database.dsl();
    }

    public Optional<TenantRecord> findByApiKey(UUID apiKey) {
        return find(TENANTS.TENANT_API_KEY.eq(apiKey));
    }

    public Optional<TenantRecord> find(TenantId tenant) {
        return find(TENANTS.TENANT_ID.eq(tenant.value()));
    }

    /** Every tenant, in the order of their ids. */
    public List<TenantRecord> all() {
        return select(dsl).orderBy(TENANTS.TENANT_ID).fetch(TenantRepository::record);
    }

    private static Field<String> address(Field<String> column) {
        return DSL.field(
                "case when octet_length({0}) <= {1} then {0} else '(' || octet_length({0}) || ' bytes)' end",
                String.class, column, DSL.inline(MAXIMUM_ADDRESS_BYTES));
    }

    /**
     * Bytes of the keys that are loaded for work, as stored; 0 for a tenant that does not exist.
     *
     * @throws CoprocessorException with {@link CoprocessorError.TenantKeysUnusable} if one is longer than any key
     */
    public long keyBytes(TenantId tenant) {
        return dsl.resultQuery("""
                        select coalesce(octet_length(pks_key), 0), coalesce(octet_length(sks_key), 0),
                               coalesce(octet_length(public_params), 0)
                        from tenants where tenant_id = {0}
                        """, DSL.val(tenant.value()))
                .fetchOptional(row -> readable(tenant, "public key", row.get(0, Long.class))
                        + readable(tenant, "server key", row.get(1, Long.class))
                        + readable(tenant, "public parameters", row.get(2, Long.class)))
                .orElse(0L);
    }

    private static long readable(TenantId tenant, String key, long bytes) {
        if (bytes > SizeLimits.KEY) {
            throw new CoprocessorException(new CoprocessorError.TenantKeysUnusable(
                    tenant,
                    "its " + key + " has " + bytes + " bytes, and no more than " + SizeLimits.KEY + " are read"));
        }
        return bytes;
    }

    /**
     * Passes row and keys, all of the same revision, to the work; empty for a tenant that does not exist. A transaction
     * is open meanwhile, so the work should read the keys and leave long computations for later.
     *
     * @throws DataAccessException if the database fails; a checked exception of {@code use} is its cause
     */
    public <T> Optional<T> withKeys(TenantId tenant, KeyUse<T> use) {
        return dsl.transactionResult(configuration -> {
            DSLContext transaction = configuration.dsl();
            transaction.execute("set transaction isolation level repeatable read, read only");
            Optional<TenantRecord> row = find(transaction, TENANTS.TENANT_ID.eq(tenant.value()));
            if (row.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(use.apply(row.get(), ColumnKeySource.all(transaction, tenant)));
        });
    }

    /**
     * Stores a tenant.
     *
     * @throws DataAccessException if the API key is taken, or the database fails
     * @throws IOException if a key cannot be read
     */
    public TenantId insert(NewTenant tenant) throws IOException {
        String sql = """
                insert into tenants (pks_key, sks_key, public_params, cks_key, tenant_api_key, chain_id,
                                     acl_contract_address, verifying_contract_address)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                returning tenant_id
                """;
        try {
            return withKeyParameters(sql, tenant.keys(), statement -> {
                statement.setObject(5, tenant.apiKey());
                statement.setInt(6, tenant.chainId().toColumn());
                statement.setString(7, tenant.aclContractAddress());
                statement.setString(8, tenant.verifyingContractAddress());
                return insertedId(statement);
            });
        } catch (DataAccessException e) {
            throw withReason("cannot store the tenant: ", e);
        }
    }

    /**
     * Replaces all keys of a disabled tenant that has neither ciphertexts nor computations: no key can compute with
     * what is encrypted under another one. Programs that have its keys in memory notice as with {@link
     * #replacePublicParameters}.
     *
     * @return whether there is such a tenant
     * @throws IOException if a key cannot be read
     */
    public boolean replaceKeys(TenantId tenant, StoredKeySet keys) throws IOException {
        String sql = """
                update tenants set pks_key = ?, sks_key = ?, public_params = ?, cks_key = ?
                where tenant_id = ? and disabled_at is not null
                  and not exists (select from ciphertexts where ciphertexts.tenant_id = tenants.tenant_id)
                  and not exists (select from computations where computations.tenant_id = tenants.tenant_id)
                """;
        try {
            return withKeyParameters(sql, keys, statement -> {
                statement.setInt(5, tenant.value());
                return statement.executeUpdate() > 0;
            });
        } catch (DataAccessException e) {
            throw withReason("cannot store the keys: ", e);
        }
    }

    /** Runs a statement whose first four parameters are the keys. Uses JDBC: jOOQ would hold each key twice. */
    private <T> T withKeyParameters(String sql, StoredKeySet keys, StatementUse<T> use) throws IOException {
        try (InputStream publicKey = keys.open(KeyPart.PUBLIC);
                InputStream serverKey = keys.open(KeyPart.SERVER);
                InputStream publicParameters = keys.open(KeyPart.PUBLIC_PARAMETERS);
                InputStream clientKey = keys.open(KeyPart.CLIENT)) {
            return dsl.transactionResult(configuration -> configuration.dsl().connectionResult(connection -> {
                allowAnyTime(connection);
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setBinaryStream(1, publicKey, size(keys.source(KeyPart.PUBLIC)));
                    statement.setBinaryStream(2, serverKey, size(keys.source(KeyPart.SERVER)));
                    statement.setBinaryStream(3, publicParameters, size(keys.source(KeyPart.PUBLIC_PARAMETERS)));
                    int clientKeySize = size(keys.source(KeyPart.CLIENT));
                    if (clientKeySize > 0) {
                        statement.setBinaryStream(4, clientKey, clientKeySize);
                    } else {
                        statement.setNull(4, Types.BINARY);
                    }
                    return use.apply(statement);
                }
            }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Replaces chain and contracts of a tenant. Programs that have its keys in memory notice as with {@link
     * #replacePublicParameters}.
     *
     * @param aclContractAddress kept as written, as is the other address
     * @return whether there is such a tenant
     */
    public boolean replaceContracts(
            TenantId tenant, ChainId chain, String aclContractAddress, String verifyingContractAddress) {
        return dsl.update(TENANTS)
                        .set(TENANTS.CHAIN_ID, chain.toColumn())
                        .set(TENANTS.ACL_CONTRACT_ADDRESS, aclContractAddress)
                        .set(TENANTS.VERIFYING_CONTRACT_ADDRESS, verifyingContractAddress)
                        .where(TENANTS.TENANT_ID.eq(tenant.value()))
                        .execute()
                > 0;
    }

    /**
     * Replaces the public parameters of a tenant. Programs that have its keys in memory notice within
     * {@link org.fhevm.coprocessor.common.config.KeyCacheConfig#maximumAge}, as with all keys.
     *
     * @return whether there is such a tenant
     * @throws IOException if the parameters cannot be read
     */
    public boolean replacePublicParameters(TenantId tenant, KeySource parameters) throws IOException {
        try (InputStream content = parameters.open()) {
            return dsl.transactionResult(configuration -> configuration.dsl().connectionResult(connection -> {
                allowAnyTime(connection);
                try (PreparedStatement statement =
                        connection.prepareStatement("update tenants set public_params = ? where tenant_id = ?")) {
                    statement.setBinaryStream(1, content, size(parameters));
                    statement.setInt(2, tenant.value());
                    return statement.executeUpdate() > 0;
                }
            }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (DataAccessException e) {
            throw withReason("cannot store the public parameters: ", e);
        }
    }

    /** jOOQ's own message says only that a connection was used. */
    private static DataAccessException withReason(String what, DataAccessException failure) {
        return failure.getCause() instanceof SQLException cause
                ? new DataAccessException(what + cause.getMessage(), cause)
                : failure;
    }

    /** Lifts the timeout, because the statement's time includes the transfer of the keys. */
    private static void allowAnyTime(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = 0");
        }
    }

    private static TenantId insertedId(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            if (!result.next()) {
                throw new SQLException("the insertion of a tenant returned no row");
            }
            return new TenantId(result.getInt(1));
        }
    }

    private static int size(KeySource content) {
        try {
            return Math.toIntExact(content.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<TenantRecord> find(Condition condition) {
        return find(dsl, condition);
    }

    private static Optional<TenantRecord> find(DSLContext context, Condition condition) {
        return select(context).where(condition).fetchOptional(TenantRepository::record);
    }

    private static SelectJoinStep<Record5<Integer, Integer, String, String, String>> select(DSLContext context) {
        return context.select(TENANTS.TENANT_ID, TENANTS.CHAIN_ID, ACL_ADDRESS, VERIFYING_ADDRESS, REVISION)
                .from(TENANTS);
    }

    private static TenantRecord record(Record5<Integer, Integer, String, String, String> row) {
        return new TenantRecord(
                new TenantId(row.value1()), ChainId.fromColumn(row.value2()), row.value3(), row.value4(), row.value5());
    }

    /** Sets the other parameters of a statement, and runs it. */
    @FunctionalInterface
    private interface StatementUse<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    /** Work on a tenant's row and keys while they cannot change. */
    @FunctionalInterface
    public interface KeyUse<T> {
        T apply(TenantRecord tenant, StoredKeySet keys) throws Exception;
    }
}
