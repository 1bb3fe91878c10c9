package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fhevm.coprocessor.cli.tenant.TenantCommandRun.assertFails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@EmbeddedDatabase
class ApiKeyCommandsTest {
    private static final UUID COLUMN_KEY = UUID.fromString("a1503fb6-d79b-4e9e-826d-44cf262f3e05");

    @TempDir
    private Path folder;

    private String url;
    private Database database;
    private TenantId tenant;

    @BeforeEach
    void addTenant(TestServer server) throws IOException {
        DatabaseUrl created = server.newDatabase();
        url = server.postgres().urlText(created.database());
        database = Database.open(DatabaseConfig.of(created).withMaximumPoolSize(2));
        tenant = new TenantRepository(database)
                .insert(new NewTenant(COLUMN_KEY, new ChainId(1), "acl", "verifier", StoredKeySet.empty()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private CommandRun run(String command, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("tenant", "api-key", command, "--database-url", url));
        all.addAll(List.of("--tenant", tenant));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.of(all.toArray());
    }

    private @Nullable Grant grant(UUID key) {
        ApiKeyDigest digest = ApiKeyDigest.of(key);
        return new ApiKeyRepository(database.dsl()).grants(List.of(digest)).get(digest);
    }

    @Test
    void aKeyIsShownOnce() {
        CommandRun added = run("add", "--name", "gateway", "--rights", "upload,read");

        assertThat(added.exitCode()).as(added.err()).isZero();
        List<String> lines = added.out().lines().toList();
        assertThat(lines.getFirst())
                .isEqualTo("stored API key gateway of tenant " + tenant
                        + " with the rights upload, read, without an end. It is shown only now:");
        assertThat(lines).hasSize(2);
        UUID key = UUID.fromString(lines.getLast());
        assertThat(key.version()).isEqualTo(4);
        assertThat(grant(key))
                .isEqualTo(new Grant(
                        tenant, new Credential.NamedKey("gateway"), Rights.of(Right.READ, Right.UPLOAD), null));
        assertThat(run("list").out())
                .containsPattern("gateway +upload, read +\\S+Z +never +never +valid")
                .containsPattern("tenant_api_key +all +- +never +not recorded +valid")
                .doesNotContain(key.toString(), COLUMN_KEY.toString());
    }

    @Test
    void aKeyGoesToANewFileThatOnlyItsOwnerCanRead() throws IOException {
        Path file = folder.resolve("geth.key");

        CommandRun added =
                run("add", "--name", "geth", "--rights", "schedule", "--expires", "90d", "--output-file", file);

        assertThat(added.exitCode()).as(added.err()).isZero();
        String key = Files.readString(file).strip();
        assertThat(added.out()).contains("valid until", "it is in " + file).doesNotContain(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(grant(UUID.fromString(key))).extracting(Grant::rights).isEqualTo(Rights.of(Right.SCHEDULE));
        assertFails(run("add", "--name", "other", "--rights", "all", "--output-file", file), "exists already");
        assertThat(Files.readString(file).strip()).isEqualTo(key);
    }

    @Test
    void aRefusedKeyLeavesNoFile() {
        Path file = folder.resolve("key");
        run("add", "--name", "geth", "--rights", "schedule");

        assertFails(
                run("add", "--name", "geth", "--rights", "schedule", "--output-file", file),
                "tenant " + tenant + " has or had an API key of the name geth");
        assertThat(file).doesNotExist();
    }

    @Test
    void badArgumentsAreNamed() {
        assertFails(run("add", "--name", "a b", "--rights", "all"), "--name: a key's name has 1 to 64 letters");
        assertFails(run("add", "--name", "tenant_api_key", "--rights", "all"), "is not tenant_api_key");
        CommandRun right = run("add", "--name", "a", "--rights", "upload,decrypt");
        assertThat(right.exitCode()).isEqualTo(2);
        assertThat(right.err()).contains("rights are some of schedule, upload, read, trivial-encrypt, all");
        assertThat(run("add", "--name", "a", "--rights", "all", "--expires", "2020-01-01T00:00:00Z")
                        .exitCode())
                .isEqualTo(2);
        tenant = new TenantId(99);
        assertFails(run("add", "--name", "a", "--rights", "all"), "there is no tenant 99");
        assertFails(run("list"), "there is no tenant 99");
        assertFails(run("retire"), "there is no tenant 99");
    }

    @Test
    void aRevokedKeyStaysInTheList() {
        UUID key = UUID.fromString(run("add", "--name", "gateway", "--rights", "all")
                .out()
                .lines()
                .toList()
                .getLast());

        CommandRun revoked = run("revoke", "--name", "gateway");

        assertThat(revoked.out().strip()).isEqualTo("revoked API key gateway of tenant " + tenant);
        assertThat(grant(key)).isNull();
        assertThat(run("list").out()).containsPattern("gateway .* revoked \\S+Z");
        assertFails(run("revoke", "--name", "gateway"), "or it is revoked already");
        assertFails(run("revoke", "--name", "tenant_api_key"), "tenant api-key retire");
    }

    @Test
    void theColumnsKeyIsRetiredOnlyOnceThereIsAnother() {
        assertFails(run("retire"), "has no other valid API key");
        assertThat(grant(COLUMN_KEY)).isNotNull();
        run("add", "--name", "gateway", "--rights", "all");

        CommandRun retired = run("retire");

        assertThat(retired.exitCode()).as(retired.err()).isZero();
        assertThat(grant(COLUMN_KEY)).isNull();
        assertThat(run("list").out()).containsPattern("tenant_api_key .* retired");
        assertFails(run("retire"), "was retired already, on");
    }

    @Test
    void theColumnsKeyCanBeRetiredByForce() {
        assertThat(run("retire", "--force").exitCode()).isZero();
        assertThat(grant(COLUMN_KEY)).isNull();
    }

    @Test
    void anExpiredKeyIsListedAsSuch() {
        run("add", "--name", "gateway", "--rights", "all", "--expires", "1h");
        database.dsl().execute("update api_keys set expires_at = now() - interval '1 second'");
        assertThat(run("list").out()).containsPattern("gateway .* expired");
        assertFails(run("retire"), "has no other valid API key");
    }

    @Test
    void endsAreCountedFromNowOrTimes() {
        Instant now = Instant.parse("2027-01-01T00:00:00Z");
        ExpiryConverter ends = new ExpiryConverter(() -> now);
        assertThat(ends.convert("90d")).isEqualTo(now.plus(Duration.ofDays(90)));
        assertThat(ends.convert("12h")).isEqualTo(now.plus(Duration.ofHours(12)));
        assertThat(ends.convert("30m")).isEqualTo(now.plus(Duration.ofMinutes(30)));
        assertThat(ends.convert("2027-01-31T00:00:00Z")).isEqualTo(now.plus(Duration.ofDays(30)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0d",
                "90",
                "d",
                "-1d",
                "100000d",
                "90s",
                "2027-01-01T00:00:00Z",
                "2027-02-01",
                "9999-01-01T00:00:01Z"
            })
    void otherEndsAreRefused(String text) {
        ExpiryConverter ends = new ExpiryConverter(() -> Instant.parse("2027-01-01T00:00:00Z"));
        assertThatThrownBy(() -> ends.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
