package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;
import static org.fhevm.coprocessor.database.generated.Tables.WORKERS;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on rows that servers and workers write. Handles are short names in ASCII. */
@EmbeddedDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComputationCommandsTest {
    private static final String WORKER = "host-1/4711";

    private Database database;
    private String url;
    private TenantId tenant;

    @BeforeAll
    void open(TestServer server) {
        DatabaseUrl fresh = server.newDatabase();
        url = server.postgres().urlText(fresh.database());
        database = Database.open(DatabaseConfig.of(fresh).withMaximumPoolSize(2));
    }

    @AfterAll
    void close() {
        database.close();
    }

    @BeforeEach
    void clear() throws Exception {
        database.dsl()
                .truncate(COMPUTATIONS, CIPHERTEXTS, TENANTS, WORKERS)
                .restartIdentity()
                .execute();
        tenant = addTenant();
    }

    @Test
    void anEmptyQueueIsListedAsNone() {
        assertThat(run("list").out().strip()).isEqualTo("none");
    }

    @Test
    void theListSaysWhatIsToBeKnownOfEachComputation() {
        store("in");
        add("sum", "in", "in");
        fail("sum", "the input is odd");

        CommandRun run = run("list");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().toList().getLast())
                .containsSubsequence("1", hex("sum"), "add", "euint64", "failed", "s", "0", "the input is odd");
    }

    /** PostgreSQL calculates with infinite times since version 17 only, and makes no integers of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {"created_at", "next_attempt_at", "unknown_input_since", "unknown_input_deadline", "completed_at"
            })
    void timesOfInfinityAreListedAndExplained(String column) {
        store("in");
        add("past", "in", "in");
        add("future", "in", "absent");
        database.dsl().execute("update computations set " + column + " = '-infinity' where output_handle = 'past'");
        database.dsl()
                .execute("update computations set waits_for = 'absent', " + column
                        + " = 'infinity' where output_handle = 'future'");

        CommandRun list = run("list", "--state", "pending");
        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.out()).contains(hex("past"), hex("future"));
        CommandRun explanation = run("explain", hex("future"));
        assertThat(explanation.exitCode()).as(explanation.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "pending, leased ready postponed waiting",
        "ready, ready",
        "waiting, postponed waiting",
        "leased, leased",
        "error, failed",
        "done, done"
    })
    void eachStateIsListedByItself(String state, String expected) {
        oneOfEachState();

        CommandRun run = run("list", "--state", state);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(listed(run)).containsExactly(expected.split(" "));
    }

    @Test
    void withoutAWishFailedOnesComeFirstAndDoneOnesNotAtAll() {
        oneOfEachState();

        assertThat(listed(run("list"))).containsExactly("failed", "leased", "ready", "postponed", "waiting");
        assertThat(run("list", "--state", "leased").out()).contains("by " + WORKER);
        assertThat(run("list", "--state", "waiting").out()).contains("for " + hex("ready"), "next attempt in");
    }

    @Test
    void aLeaseOfAWorkerThatFellSilentIsNone() {
        store("in");
        add("a", "in", "in");
        lease("a", -1);

        assertThat(listed(run("list", "--state", "ready"))).containsExactly("a");
        assertThat(listed(run("list", "--state", "leased"))).isEmpty();
    }

    @Test
    void aListIsCutAndSaysSo() {
        store("in");
        for (String name : List.of("a", "b", "c")) {
            add(name, "in", "in");
        }

        CommandRun two = run("list", "--limit", 2);
        CommandRun three = run("list", "--limit", 3);

        assertThat(listed(two)).containsExactly("a", "b");
        assertThat(two.out()).contains("There are more");
        assertThat(listed(three)).containsExactly("a", "b", "c");
        assertThat(three.out()).doesNotContain("There are more");
    }

    @Test
    void tenantsAreToldApart() throws Exception {
        TenantId other = addTenant();
        add("a", "in", "in");
        submit(other, computation("b", "in", "in"));

        assertThat(listed(run("list"))).containsExactly("a", "b");
        assertThat(listed(run("list", "--tenant", other.value()))).containsExactly("b");
        assertThat(run("list", "--tenant", 7).err().strip()).isEqualTo("coprocessor: there is no tenant 7");
    }

    @Test
    void badWishesAreNamed() {
        assertThat(run("list", "--state", "lost").err())
                .contains("there is no state lost; there are pending, ready, waiting, leased, failed, done");
        assertThat(run("list", "--limit", 0).err()).contains("--limit is 1 to 10000, not 0");
        assertThat(run("explain", "xyz").err()).contains("xyz is not a handle");
        assertThat(run("explain", "--depth", 0, "0x00").err()).contains("--depth is 1 to 1000, not 0");
        assertThat(run("retry").err()).contains("give either handles, or --tenant together with --all-errors");
        assertThat(run("retry", "--all-errors").err()).contains("--all-errors needs --tenant");
        assertThat(run("retry", "--tenant", 1, "--all-errors", "0x00").err()).contains("give either handles");
    }

    @Test
    void anUnknownOperationIsListedByItsNumber() {
        add("odd", "in", "in");
        set("odd", "fhe_operation = 99, output_type = 77");

        assertThat(run("list").out()).contains("operation 99", "type 77");
        assertThat(run("explain", hex("odd")).out()).contains("operation 99 type 77");
    }

    @Test
    void aStoredResultIsExplainedAsDone() {
        store("in");

        CommandRun run = run("explain", hex("in"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(hex("in") + "  stored", "It is done");
    }

    @Test
    void theExplanationFollowsInputsUpToTheMissingOne() {
        store("in");
        add("a", "in", "never");
        add("b", "a", "in");
        add("c", "b", "a");
        set("a", "waits_for = " + literal("never"));

        CommandRun run = run("explain", hex("c"));

        assertThat(run.out().lines())
                .containsSubsequence(
                        "tenant 1",
                        "  " + hex("b") + "  add euint64, ready, submitted 0 s ago",
                        "      " + hex("in") + "  stored",
                        "      " + hex("never") + "  unknown",
                        "Why it is not done:",
                        "  " + hex("never") + "  unknown: neither uploaded nor scheduled for computation");
        assertThat(causes(run)).containsExactly("never");
    }

    @Test
    void anInputOfWhichNothingIsKnownIsNamedWithItsTimes() {
        store("in");
        add("a", "in", "late");
        add("b", "a", "in");
        awaitUnknown("a", "late");

        assertThat(run("list", "--state", "waiting").out())
                .containsPattern(
                        "for " + hex("late") + ", of which nothing is known, since 20 min; fails in (40|39) min");
        assertThat(run("explain", hex("b")).out())
                .containsPattern(hex("late") + "  unknown: neither uploaded nor scheduled for computation;"
                        + " without it, computations that wait for it fail in (40|39) min");

        add("late", "in", "in");
        assertThat(run("list", "--state", "waiting").out())
                .contains("for " + hex("late"))
                .doesNotContain("nothing is known");
    }

    @Test
    void aRetryGivesAnUnknownInputItsTimeAgain() {
        store("in");
        add("a", "in", "late");
        awaitUnknown("a", "late");
        fail("a", "input did not arrive");

        run("retry", hex("a"));

        set("a", "waits_for = " + literal("late"));
        assertThat(run("list", "--state", "waiting").out())
                .containsPattern("nothing is known, since \\d s; fails in (60|59) min");
    }

    @Test
    void aFailureIsTracedToItsRoot() {
        add("root", "in", "in");
        store("in");
        add("middle", "root", "in");
        add("last", "middle", "in");
        fail("root", "no such luck");
        failWith("middle", "root");

        CommandRun run = run("explain", hex("last"));

        assertThat(causes(run)).containsExactly("root");
        assertThat(run.out()).contains(hex("root") + "  failed: no such luck");
    }

    @Test
    void theHolderOfTheLeaseIsNamed() {
        store("in");
        add("a", "in", "in");
        add("b", "a", "in");
        lease("a", 25);

        CommandRun run = run("explain", hex("b"));

        assertThat(causes(run)).containsExactly("a");
        assertThat(run.out())
                .containsPattern(
                        hex("a") + "  being computed: by " + WORKER + ", whose lease ends in 2\\d s unless renewed");
    }

    @Test
    void whatCouldBeComputedWaitsForAWorker() {
        store("in");
        add("a", "in", "in");

        assertThat(run("explain", hex("a")).out()).contains("could be computed, but no worker is alive");
        worker(30);
        assertThat(run("explain", hex("a")).out()).contains("could be computed; it waits for one of 1 live workers");
        set("a", "attempts = 3, next_attempt_at = now() + interval '60 seconds'");
        assertThat(run("explain", hex("a")).out()).contains("failed it 3 times", "next attempt in");
    }

    @Test
    void aLostCiphertextIsNamed() {
        add("a", "in", "in");
        set("a", "is_completed = true");

        assertThat(run("explain", hex("a")).out()).contains("marked as done, but its ciphertext is gone");
    }

    @Test
    void aCircleEndsAndIsCalledOne() {
        add("a", "c", "c");
        add("b", "a", "a");
        add("c", "b", "b");

        CommandRun run = run("explain", hex("a"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("(see above)", "wait for one another in a circle");
    }

    @Test
    void aLongChainIsFollowedAsFarAsWanted() {
        add("h000", "never", "never");
        List<TypedComputation> chain = new ArrayList<>();
        for (int i = 1; i <= 150; i++) {
            chain.add(computation("h%03d".formatted(i), "h%03d".formatted(i - 1), "h%03d".formatted(i - 1)));
        }
        submit(tenant, chain.toArray(TypedComputation[]::new));

        CommandRun cut = run("explain", hex("h150"));
        CommandRun whole = run("explain", "--depth", 200, hex("h150"));

        assertThat(cut.out()).contains("Not all dependencies were examined: 101 values within --depth 100.");
        assertThat(causes(whole)).containsExactly("never");
        assertThat(whole.out().lines().count()).isLessThan(130);
    }

    @Test
    void aHandleOfSeveralTenantsNeedsATenant() throws Exception {
        TenantId other = addTenant();
        add("a", "in", "in");
        submit(other, computation("a", "in", "in"));

        assertThat(run("explain", hex("a")).err()).contains("the tenants [1, 2] have", "say which one with --tenant");
        assertThat(run("explain", "--tenant", 2, hex("a")).out()).startsWith("tenant 2");
        assertThat(run("explain", hex("nobodys")).err()).contains("no tenant has a computation or a ciphertext");
        assertThat(run("explain", "--tenant", 2, hex("nobodys")).err()).contains("tenant 2 has no computation");
    }

    @Test
    void aRetryPutsBackWhatFailedAndWhatFailedBecauseOfIt() {
        store("in");
        add("root", "in", "in");
        add("last", "root", "in");
        add("other", "in", "in");
        fail("root", "no such luck");
        failWith("last", "root");
        fail("other", "another thing");
        set("root", "attempts = 4, next_attempt_at = now() + interval '1 day'");

        CommandRun dry = run("retry", "--dry-run", hex("root"));
        assertThat(dry.out().strip()).isEqualTo("would put back 2 computations of tenant 1");
        assertThat(listed(run("list", "--state", "error"))).hasSize(3);

        CommandRun run = run("retry", hex("root"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo("put back 2 computations of tenant 1");
        assertThat(listed(run("list", "--state", "failed"))).containsExactly("other");
        assertThat(listed(run("list", "--state", "ready"))).containsExactly("root", "last");
        assertThat(run("list", "--state", "ready").out()).doesNotContain("no such luck", " 4");
    }

    @Test
    void allFailuresOfATenantArePutBackAndNoOthers() throws Exception {
        TenantId other = addTenant();
        add("a", "in", "in");
        add("b", "a", "in");
        submit(other, computation("c", "in", "in"));
        fail("a", "x");
        failWith("b", "a");
        fail(other, "c", "y");

        assertThat(run("retry", "--tenant", 1, "--all-errors", "--dry-run").out())
                .contains("would put back 2");
        assertThat(run("retry", "--tenant", 1, "--all-errors").out().strip())
                .isEqualTo("put back 2 computations of tenant 1");
        assertThat(listed(run("list", "--state", "error"))).containsExactly("c");
        assertThat(run("retry", "--tenant", 1, "--all-errors").out()).contains("put back 0 computations");
    }

    @Test
    void manyFailuresArePutBackInParts() {
        database.dsl().execute("""
                insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar,
                                          is_error, error_message)
                select {0}, sha256(number::text::bytea), 5, '{}', 0, false, true, 'x' from generate_series(1, 11000) as number
                """, tenant.value());

        assertThat(run("retry", "--tenant", 1, "--all-errors").out().strip())
                .isEqualTo("put back 11000 computations of tenant 1");

        assertThat(database.dsl()
                        .fetchSingle("select count(distinct xmin::text)::int from computations where not is_error")
                        .get(0))
                .as("transactions that wrote them")
                .isEqualTo(3);
    }

    @Test
    void anInputWithoutANameIsExplained() {
        store("in");
        add("nameless", "in", "in");
        set("nameless", "dependencies = array[''::bytea, " + literal("in") + "]");

        CommandRun explanation = run("explain", hex("nameless"));

        assertThat(explanation.exitCode()).as(explanation.err()).isZero();
        assertThat(explanation.out()).contains("0x ");
    }

    @Test
    void retriesOfWrongHandlesAreRefusedAndChangeNothing() {
        store("in");
        add("root", "in", "in");
        add("last", "root", "in");
        add("pending", "in", "in");
        fail("root", "x");
        failWith("last", "root");

        assertThat(run("retry", hex("pending")).err()).contains(hex("pending") + " has not failed: it is ready");
        assertThat(run("retry", hex("root"), hex("pending")).exitCode()).isEqualTo(1);
        assertThat(run("retry", hex("in")).err()).contains("no computation with the result " + hex("in"));
        assertThat(run("retry", hex("last")).err())
                .contains(hex("last") + " failed only because " + hex("root") + " did; retry that one");
        assertThat(listed(run("list", "--state", "error"))).hasSize(2);
    }

    @Test
    void whatFailedBecauseOfARootThatWasPutBackOtherwiseCanBeRetried() {
        add("root", "in", "in");
        add("last", "root", "in");
        failWith("last", "root");

        assertThat(run("explain", hex("last")).out()).contains("which is no longer failed: retry this one");
        assertThat(run("retry", hex("last")).out().strip()).isEqualTo("put back 1 computation of tenant 1");
    }

    private void oneOfEachState() {
        store("in");
        for (String name : List.of("leased", "ready", "postponed", "waiting", "failed", "done")) {
            add(name, "in", "in");
        }
        lease("leased", 30);
        set("postponed", "attempts = 1, next_attempt_at = now() + interval '1 hour'");
        set("waiting", "waits_for = " + literal("ready"));
        fail("failed", "a reason");
        set("done", "is_completed = true, completed_at = now()");
    }

    private CommandRun run(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("computations"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--database-url", url));
        return CommandRun.of(all.toArray());
    }

    /** The names in a list, in order. */
    private static List<String> listed(CommandRun run) {
        return run.out()
                .lines()
                .filter(line -> line.contains("0x"))
                .map(line -> name(line.strip().split(" +")[1]))
                .toList();
    }

    /** The names that an explanation ends with. */
    private static List<String> causes(CommandRun run) {
        return run.out()
                .lines()
                .dropWhile(line -> !line.startsWith("Why"))
                .skip(1)
                .map(line -> name(line.strip().split(" +")[0]))
                .toList();
    }

    private static String name(String hex) {
        return new String(Handle.fromHex(hex).bytes(), StandardCharsets.US_ASCII);
    }

    private static Handle handle(String name) {
        return Handle.of(name.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hex(String name) {
        return handle(name).hex();
    }

    private static String literal(String name) {
        return "'\\x" + hex(name).substring(2) + "'::bytea";
    }

    private TenantId addTenant() throws Exception {
        return new TenantRepository(database)
                .insert(new NewTenant(
                        UUID.randomUUID(),
                        new ChainId(12345),
                        "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                        "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                        new StoredKeySet(Map.of(KeyPart.SERVER, KeySource.ofBytes(new byte[] {1})))));
    }

    private void store(String name) {
        new CiphertextRepository(database.dsl())
                .insert(tenant, List.of(NewCiphertext.computed(handle(name), FheType.UINT64, Bytes.of(new byte[] {1
                }))));
    }

    private static TypedComputation computation(String output, String left, String right) {
        List<Operand> operands = List.of(new Operand.Encrypted(handle(left)), new Operand.Encrypted(handle(right)));
        return new TypedComputation(new Computation(handle(output), FheOperation.ADD, operands), FheType.UINT64);
    }

    private void add(String output, String left, String right) {
        submit(tenant, computation(output, left, right));
    }

    private void submit(TenantId owner, TypedComputation... computations) {
        new ComputationRepository(database.dsl()).insert(owner, List.of(computations));
    }

    private void fail(String name, String reason) {
        fail(tenant, name, reason);
    }

    private void fail(TenantId owner, String name, String reason) {
        mark(Failure.ofItself(new TenantHandle(owner, handle(name)), reason));
    }

    private void failWith(String name, String root) {
        mark(new Failure(new TenantHandle(tenant, handle(name)), "depends on " + root, Optional.of(handle(root))));
    }

    /** Marks a computation as failed, as workers do. */
    private void mark(Failure failure) {
        new Transactions(database).run(transaction -> FailureMarks.set(transaction, List.of(failure)));
    }

    private UUID worker(int secondsLeft) {
        UUID id = UUID.randomUUID();
        database.dsl()
                .execute(
                        "insert into workers (worker_id, name, expires_at) values (?, ?, now() + ? * interval '1 second')",
                        id,
                        WORKER,
                        secondsLeft);
        return id;
    }

    /** Makes a computation look as if it had been accepted 20 minutes ago, with an hour for its unknown input. */
    private void awaitUnknown(String name, String input) {
        set(
                name,
                "waits_for = " + literal(input) + ", unknown_input_since = now() - interval '20 minutes',"
                        + " unknown_input_deadline = now() + interval '40 minutes'");
    }

    private void lease(String name, int secondsLeft) {
        UUID id = worker(secondsLeft);
        database.dsl()
                .execute(
                        "update computations set lease_worker = ? where output_handle = ?",
                        id,
                        handle(name).bytes());
    }

    private void set(String name, String assignments) {
        database.dsl().execute("update computations set " + assignments + " where output_handle = " + literal(name));
    }
}
