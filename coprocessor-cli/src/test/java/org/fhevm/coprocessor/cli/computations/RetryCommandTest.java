package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

/** The command {@code computations retry}. */
@EmbeddedDatabase
class RetryCommandTest extends ComputationScenario {
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
}
