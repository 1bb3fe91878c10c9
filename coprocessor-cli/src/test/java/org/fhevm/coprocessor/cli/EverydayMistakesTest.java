package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.testing.SigningKeyFiles;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes that operators make. Each is answered in one line that says what to do, without a stack trace, and with the
 * status that docs/commands.md has for it.
 */
@EmbeddedDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EverydayMistakesTest {
    private static final int LONGEST_LINE = 500;
    private static final String ADDRESS = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    private static final String SAMPLE = "7ec8ada6642fc4ccfb7729bc29c17cf8d21b61abd5642d1db992c0b8672ab901";

    @TempDir
    private static Path folder;

    /** The words in braces of the mistakes below. */
    private final Map<String, String> places = new TreeMap<>();

    private ServerSocket taken;

    /**
     * A mistake.
     *
     * @param words of the command line, separated by blanks
     * @param answer a part of the line
     */
    record Mistake(int status, String words, String answer) {
        @Override
        public String toString() {
            return words;
        }
    }

    @BeforeAll
    void prepare(TestServer server) throws IOException {
        keyFiles();
        databases(server);
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        places.put("taken", "127.0.0.1:" + taken.getLocalPort());
        places.put("folder", folder.toString());
        places.put("text", file("text", "just some text\n"));
        places.put("api-key", file("api-key", UUID.randomUUID().toString()));
        places.put("signing-key", secret("signing.key", "01".repeat(32)));
        places.put(
                "open-key",
                SigningKeyFiles.readable(folder.resolve("open.key"), "01".repeat(32))
                        .toString());
        places.put("sample-key", secret("sample.key", SAMPLE));
        places.put("unknown-setting", file("unknown.properties", "server-adr = 1.2.3.4:5\n"));
        places.put("bad-setting", file("bad.properties", "server-maximum-calls = many\nrun-server = true\n"));
        places.put(
                "open-setting",
                SigningKeyFiles.readable(folder.resolve("open.properties"), "database-url = postgres://u:secret@h/d\n")
                        .toString());
        places.put("handle", "0x" + "ab".repeat(32));
        places.put("uuid", UUID.randomUUID().toString());
    }

    private void databases(TestServer server) throws IOException {
        DatabaseUrl migrated = server.newDatabase();
        String url = server.postgres().urlText(migrated.database());
        StoredKeySet keys = new KeyFolder(folder.resolve("keys")).tenantKeys();
        try (Database database = Database.open(DatabaseConfig.of(migrated))) {
            new TenantRepository(database)
                    .insert(new NewTenant(UUID.randomUUID(), new ChainId(1), "acl", "verifier", keys));
            database.dsl().execute("create role mistaken login password 'for-tests'");
        }
        String location = migrated.host() + ":" + migrated.port() + "/" + migrated.database();
        places.put("db", url);
        places.put(
                "empty-db", server.postgres().urlText(server.newEmptyDatabase().database()));
        places.put("missing-db", server.postgres().urlText("no_such_database"));
        places.put("wrong-password-db", "postgres://mistaken:secret@" + location);
        places.put("no-rights-db", "postgres://mistaken:for-tests@" + location);
        places.put("no-password-db", "postgres://mistaken@" + location);
    }

    private void keyFiles() throws IOException {
        KeyFolder keys = ToyKeyFolder.ours(folder.resolve("keys"));
        places.put("keys", keys.path().toString());
        places.put("cks", keys.clientKey().toString());
        places.put("sks", keys.serverKey().toString());
        places.put("pks", keys.publicKey().toString());
        places.put(
                "other-cks",
                ToyKeyFolder.tfheRs(folder.resolve("tfhe-rs")).clientKey().toString());
        Path cut = Files.createDirectories(folder.resolve("cut"));
        Files.copy(keys.publicKey(), cut.resolve("pks"));
        byte[] server = Files.readAllBytes(keys.serverKey());
        Files.write(cut.resolve("sks"), Arrays.copyOf(server, server.length / 2));
        places.put("cut-keys", cut.toString());
        Path swapped = Files.createDirectories(folder.resolve("swapped"));
        Files.copy(keys.publicKey(), swapped.resolve("sks"));
        Files.copy(keys.serverKey(), swapped.resolve("pks"));
        places.put("swapped-keys", swapped.toString());
        Path value = folder.resolve("value");
        CommandRun.of(
                "ciphertext", "encrypt", "--form", "single", "--key", keys.clientKey(), "--output", value, "euint64:7");
        places.put("ciphertext", value.toString());
        byte[] bytes = Files.readAllBytes(value);
        places.put(
                "cut-ciphertext",
                Files.write(folder.resolve("cut-value"), Arrays.copyOf(bytes, bytes.length / 2))
                        .toString());
        Path list = folder.resolve("list");
        CommandRun.of(
                "ciphertext", "encrypt", "--form", "compact", "--key", keys.publicKey(), "--output", list, "euint8:1");
        places.put("list", list.toString());
    }

    @AfterAll
    void close() throws IOException {
        taken.close();
    }

    static List<Mistake> mistakes() {
        List<Mistake> all = new ArrayList<>();
        all.addAll(wordsAndFlags());
        all.addAll(databaseMistakes());
        all.addAll(tenantMistakes());
        all.addAll(daemonMistakes());
        all.addAll(ciphertextMistakes());
        all.addAll(clientMistakes());
        all.addAll(computationMistakes());
        assertThat(all).hasSizeGreaterThanOrEqualTo(40);
        return all;
    }

    private static List<Mistake> wordsAndFlags() {
        return List.of(
                new Mistake(
                        2, "tennant list", "there is no command tennant; did you mean tenant? See coprocessor --help"),
                new Mistake(2, "tenant ad", "there is no command ad; did you mean add?"),
                new Mistake(2, "computations list --limt 5", "there is no flag --limt here; did you mean --limit?"),
                new Mistake(2, "run-server", "there is no command run-server"),
                new Mistake(2, "keygen", "Missing required option: '--output=FOLDER'; see coprocessor keygen --help"),
                new Mistake(2, "computations list --limit", "'--limit' (N)"),
                new Mistake(2, "computations list --limit 0 --database-url {db}", "--limit is 1 to 10000, not 0"),
                new Mistake(2, "computations list --limit many", "'many' is not an int"),
                new Mistake(2, "computations list --state lost", "there are pending, ready, waiting"),
                new Mistake(2, "doctor --output yaml", "expected one of [text, json]"),
                new Mistake(2, "completion fish", "expected one of [bash, zsh]"),
                new Mistake(2, "help tenant lst", "did you mean list?"));
    }

    private static List<Mistake> databaseMistakes() {
        return List.of(
                new Mistake(1, "computations list", "set DATABASE_URL, or give --database-url"),
                new Mistake(
                        1,
                        "tenant list --database-url postgres://u:secret@no-such-host.invalid/d",
                        "the host no-such-host.invalid is unknown"),
                new Mistake(1, "tenant list --database-url postgres://u:secret@127.0.0.1:1/d", "cannot connect to"),
                new Mistake(1, "tenant list --database-url {wrong-password-db}", "password authentication failed"),
                new Mistake(1, "tenant list --database-url {no-password-db}", "password"),
                new Mistake(1, "tenant list --database-url {missing-db}", "run: coprocessor migrate"),
                new Mistake(1, "tenant list --database-url {empty-db}", "run the command migrate"),
                new Mistake(1, "computations list --database-url {empty-db}", "run the command migrate"),
                new Mistake(
                        1, "computations list --database-url {no-rights-db}", "a role of coprocessor database-roles"),
                new Mistake(1, "migrate --database-url {no-rights-db}", "permission denied"),
                new Mistake(1, "tenant list --database-url mysql://u:secret@h/d", "the database URL cannot be used"),
                new Mistake(1, "tenant list --database-url postgres://u:secret@h:port/d", "cannot be used"),
                new Mistake(
                        1,
                        "tenant list --database-url {no-password-db} --database-password-file {folder}/none",
                        "there is no such file"),
                new Mistake(
                        1,
                        "tenant list --database-url {no-password-db} --database-password-command {folder}/none",
                        "{folder}/none"),
                new Mistake(1, "postgres --folder {text}", "{text}/url: Not a directory"));
    }

    private static List<Mistake> tenantMistakes() {
        String rest = " --api-key-file {folder}/new-key --chain-id 1 --acl-contract-address " + ADDRESS
                + " --verifying-contract-address " + ADDRESS + " --database-url {db}";
        return List.of(
                new Mistake(1, "tenant add --keys {folder}/none" + rest, "there is no compact public key at"),
                new Mistake(1, "tenant add --keys {cut-keys}" + rest, "is not a usable server key"),
                new Mistake(1, "tenant add --keys {swapped-keys}" + rest, "is not a usable compact public key"),
                new Mistake(1, "tenant api-key list --tenant 9 --database-url {db}", "there is no tenant 9"),
                new Mistake(2, "tenant api-key list --tenant one --database-url {db}", "'one' is not an int"),
                new Mistake(
                        2,
                        "tenant api-key add --tenant 1 --name geth --rights write --database-url {db}",
                        "trivial-encrypt"),
                new Mistake(
                        1,
                        "tenant set-crs --tenant 1 --force --crs {pks} --database-url {db}",
                        "is not a usable common reference string"),
                new Mistake(1, "tenant set-crs --tenant 1 --crs {pks} --database-url {db}", "replace it with --force"),
                new Mistake(1, "keygen --output {keys}", "exists. What is encrypted under its keys is lost"),
                new Mistake(1, "keygen --output {text}", "{text} exists already: name another file or folder"),
                new Mistake(1, "signing-key create {signing-key}", "exists: name another file"),
                new Mistake(1, "signing-key show {folder}/none", "there is no signing key at {folder}/none"),
                new Mistake(1, "signing-key show {open-key}", "run chmod 600 {open-key}"),
                new Mistake(1, "signing-key create {folder}/none/new.key", "there is no file or folder {folder}/none"));
    }

    private static List<Mistake> daemonMistakes() {
        String server = "--run-server --coprocessor-private-key {signing-key} --database-url {db} --metrics-addr= ";
        return List.of(
                new Mistake(
                        2, "--metrics-addr=", "No tasks specified to run: give --run-server, --run-bg-worker, or both"),
                new Mistake(1, "--run-server --database-url {db}", "there is no signing key at ./coprocessor.key"),
                new Mistake(
                        1,
                        "--run-server --coprocessor-private-key {sample-key} --database-url {db}",
                        "make one with signing-key create, or allow it with --development"),
                new Mistake(1, server + "--server-addr {taken}", "cannot listen on /{taken}: Address already in use"),
                new Mistake(1, "--metrics-addr {taken}", "{taken}"),
                new Mistake(2, server + "--server-addr 50051", "host:port, got 50051"),
                new Mistake(1, "--run-server --coprocessor-private-key {signing-key}", "set DATABASE_URL"),
                new Mistake(2, "--config {folder}/none doctor", "there is no configuration file {folder}/none"),
                new Mistake(
                        2, "--config {unknown-setting} doctor", "sets server-adr, which is no setting; did you mean"),
                new Mistake(2, "--config {open-setting} doctor", "run chmod 600 {open-setting}"),
                new Mistake(2, "--config {bad-setting}", "'many' is not an int"),
                new Mistake(2, "--config {bad-setting} config show", "'many' is not an int"));
    }

    private static List<Mistake> ciphertextMistakes() {
        return List.of(
                new Mistake(
                        1,
                        "ciphertext decrypt --client-key {other-cks} {ciphertext}",
                        "is not encrypted under this client key, or it is damaged: give the cks"),
                new Mistake(1, "ciphertext decrypt --client-key {sks} {ciphertext}", "is not a usable client key"),
                new Mistake(
                        1, "ciphertext decrypt --client-key {cks} {cut-ciphertext}", "is not a usable ciphertext file"),
                new Mistake(1, "ciphertext decrypt --client-key {cks} {text}", "is not a usable ciphertext file"),
                new Mistake(1, "ciphertext decrypt --client-key {cks} {list}", "upload it, and decrypt what"),
                new Mistake(1, "ciphertext decrypt --client-key {cks} {folder}", "{folder}"),
                new Mistake(1, "ciphertext inspect {folder}/none", "there is no file {folder}/none"),
                new Mistake(
                        2,
                        "ciphertext encrypt --form single --key {cks} --output {folder}/x uint7:1",
                        "there is no type euint7 here; there are ebool"),
                new Mistake(
                        1,
                        "ciphertext encrypt --form single --key {cks} --output {folder}/none/x euint8:1",
                        "there is no file or folder {folder}/none/x"),
                new Mistake(
                        2,
                        "ciphertext verify --key {pks} --crs {pks} --unbound --chain-id 1 {list}",
                        "see coprocessor ciphertext verify --help"),
                new Mistake(
                        1,
                        "ciphertext to-single --server-key {cks} --output {folder}/out {list}",
                        "is not a usable server key"));
    }

    private static List<Mistake> clientMistakes() {
        String key = " --api-key-file {api-key}";
        return List.of(
                new Mistake(
                        1,
                        "smoke-test --coprocessor-url http://127.0.0.1:1" + key,
                        "cannot reach the coprocessor at 127.0.0.1:1: is its server running, and is the URL right?"),
                new Mistake(
                        1,
                        "smoke-test --coprocessor-url http://no-such-host.invalid:50051" + key,
                        "cannot reach the coprocessor at no-such-host.invalid:50051"),
                new Mistake(
                        1,
                        "smoke-test --coprocessor-url http://127.0.0.1" + key,
                        "the URL of a coprocessor is http://host:port or https://host:port"),
                new Mistake(
                        1,
                        "smoke-test --coprocessor-url http://127.0.0.1:1",
                        "no API key: give --api-key-file or --tenant-api-key"),
                new Mistake(
                        1,
                        "smoke-test --coprocessor-url http://127.0.0.1:1 --api-key-file {text}",
                        "an API key is a UUID"),
                new Mistake(
                        1,
                        "smoke-test --coprocessor-url http://127.0.0.1:1 --api-key-file {folder}/none",
                        "{folder}/none"),
                new Mistake(
                        1,
                        "transfer --coprocessor-url http://127.0.0.1:1 --keys {folder}/none" + key,
                        "there is no compact public key at {folder}/none/pks"),
                new Mistake(1, "demo --folder {text}", "{text}"),
                new Mistake(2, "demo --amount lots", "'lots' is not a BigInteger"),
                new Mistake(1, "bench --json {folder}/none/a.json", "there is no folder {folder}/none"));
    }

    private static List<Mistake> computationMistakes() {
        return List.of(
                new Mistake(1, "computations explain 0x12345 --database-url {db}", "is not a handle; it is written in"),
                new Mistake(1, "computations explain {handle} --database-url {db}", "no tenant has a computation"),
                new Mistake(1, "computations list --tenant 9 --database-url {db}", "there is no tenant 9"),
                new Mistake(2, "computations retry --database-url {db}", "give either handles, or --tenant together"),
                new Mistake(
                        1, "computations cancel {handle} --tenant 1 --database-url {db}", "has no computation with"),
                new Mistake(
                        1,
                        "computations submit --coprocessor-url http://127.0.0.1:1 --tenant-api-key {uuid}"
                                + " --operation plus --handle {handle} {handle}",
                        "there is no operation plus here; there are add"),
                new Mistake(
                        1,
                        "computations cancel {handle} --tenant 1 --audit-log {folder}/none/log --database-url {db}",
                        "cannot open the audit log {folder}/none/log"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsAnsweredInOneLine(Mistake mistake) {
        CommandRun run =
                CommandRun.with(Map.of(), (Object[]) filled(mistake.words()).split(" "));

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(mistake.status());
        List<String> lines = run.err().lines().toList();
        assertThat(lines).as(run.err()).hasSize(1);
        assertThat(lines.getFirst())
                .startsWith("coprocessor: ")
                .contains(filled(mistake.answer()))
                .doesNotContain("Exception", "secret", "\tat ", "unexpectedly")
                .hasSizeLessThan(LONGEST_LINE);
    }

    private String filled(String text) {
        String filled = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            filled = filled.replace("{" + place.getKey() + "}", place.getValue());
        }
        assertThat(filled).as("every place is known").doesNotContain("{");
        return filled;
    }

    private static String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static String secret(String name, String content) throws IOException {
        return SigningKeyFiles.ownerOnly(folder.resolve(name), content).toString();
    }
}
