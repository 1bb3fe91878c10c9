package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.computations.repository.Cancellation;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

/** The command {@code computations cancel}. */
@EmbeddedDatabase
class CancelCommandTest extends ComputationScenario {
    @Test
    void aPendingComputationAndAllThatDependOnItFailWithTheReason() {
        store("in");
        add("root", "in", "in");
        add("middle", "root", "in");
        add("last", "middle", "middle");
        add("other", "in", "in");
        set("middle", "waits_for = " + literal("root"));

        CommandRun run = run("cancel", hex("root"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo("cancelled 3 computations of tenant 1");
        assertThat(listed(run("list", "--state", "failed"))).containsExactlyInAnyOrder("root", "middle", "last");
        assertThat(listed(run("list", "--state", "pending"))).containsExactly("other");
        assertThat(run("explain", hex("last")).out())
                .contains(hex("root") + "  failed: cancelled by an operator", "depends on " + hex("root"));
    }

    @Test
    void whatWasCancelledCanBePutBack() {
        store("in");
        add("root", "in", "in");
        add("last", "root", "in");
        run("cancel", hex("root"));

        assertThat(run("retry", hex("root")).out().strip()).isEqualTo("put back 2 computations of tenant 1");
        assertThat(listed(run("list", "--state", "ready"))).containsExactly("root", "last");
    }

    @Test
    void aDryRunCountsAndChangesNothing() {
        store("in");
        add("root", "in", "in");
        add("last", "root", "in");

        assertThat(run("cancel", "--dry-run", hex("root")).out().strip())
                .isEqualTo("would cancel 2 computations of tenant 1");
        assertThat(listed(run("list", "--state", "pending"))).containsExactly("root", "last");
    }

    @Test
    void whatIsDoneOrFailedOrBeingComputedIsRefused() {
        store("in");
        for (String name : new String[] {"done", "failed", "leased", "ready"}) {
            add(name, "in", "in");
        }
        set("done", "is_completed = true");
        fail("failed", "x");
        lease("leased", 30);

        for (String name : new String[] {"done", "failed", "leased"}) {
            CommandRun run = run("cancel", hex("ready"), hex(name));
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains(hex(name) + " cannot be cancelled: it is " + name);
        }
        assertThat(run("cancel", "--tenant", 1, hex("unknown")).err()).contains("no computation with the result");
        assertThat(listed(run("list", "--state", "ready"))).containsExactly("ready");
    }

    @Test
    void aDependentThatAWorkerHoldsStaysWithWhatDependsOnIt() {
        store("in");
        add("root", "in", "in");
        add("held", "root", "in");
        add("beyond", "held", "in");
        add("free", "root", "in");
        lease("held", 30);

        CommandRun run = run("cancel", hex("root"));

        assertThat(run.out().lines())
                .containsExactly(
                        "cancelled 2 computations of tenant 1",
                        "1 more that depend on them are being computed or have ended by now, and stay");
        assertThat(listed(run("list", "--state", "pending"))).containsExactlyInAnyOrder("held", "beyond");
        assertThat(listed(run("list", "--state", "leased"))).containsExactly("held");
    }

    @Test
    void theLeaseOfASilentWorkerKeepsNothing() {
        store("in");
        add("root", "in", "in");
        lease("root", -1);

        assertThat(run("cancel", hex("root")).exitCode()).isZero();
        assertThat(listed(run("list", "--state", "failed"))).containsExactly("root");
    }

    @Test
    void resultsAndOtherTenantsStay() throws Exception {
        TenantId other = addTenant();
        store("in");
        add("root", "in", "in");
        add("done", "root", "in");
        set("done", "is_completed = true");
        submit(other, computation("theirs", "root", "in"));

        assertThat(run("cancel", hex("root")).out().strip()).isEqualTo("cancelled 1 computation of tenant 1");
        assertThat(listed(run("list", "--state", "done"))).containsExactly("done");
        assertThat(listed(run("list", "--state", "pending"))).containsExactly("theirs");
    }

    /** One more dependent than two transactions take. */
    @Test
    void manyDependentsAreCancelledInPages() {
        store("in");
        add("root", "in", "in");
        int page = Cancellation.Bounds.DEFAULT.page();
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar)"
                        + " select 1, convert_to('u' || number, 'UTF8'), 5, array[" + literal("root") + ", "
                        + literal("in") + "], 0, false from generate_series(0, " + 2 * page + ") as number");

        assertThat(run("cancel", "--dry-run", hex("root")).out().strip())
                .isEqualTo("would cancel " + (2 * page + 2) + " computations of tenant 1");
        assertThat(run("cancel", hex("root")).out().strip())
                .isEqualTo("cancelled " + (2 * page + 2) + " computations of tenant 1");
        assertThat(rowsOfEachTransaction()).containsExactlyInAnyOrder(1, page, page, 1);
    }

    private List<Integer> rowsOfEachTransaction() {
        return database.dsl()
                .resultQuery("select count(*)::int from computations where is_error group by xmin::text")
                .fetch(0, Integer.class);
    }

    @Test
    void aRepetitionGoesOnWhereACommandWasInterrupted() {
        store("in");
        add("root", "in", "in");
        for (String user : List.of("a", "b", "c")) {
            add(user, "root", "in");
            add(user + "2", user, "in");
        }
        refuseToFail("b2");
        CommandRun interrupted = run("cancel", hex("root"));
        assertThat(interrupted.exitCode()).isEqualTo(1);
        assertThat(listed(run("list", "--state", "failed")))
                .contains("root", "a", "b", "c")
                .doesNotContain("b2");

        database.dsl().execute("drop function refuse() cascade");
        CommandRun repeated = run("cancel", hex("root"));

        assertThat(repeated.exitCode()).as(repeated.err()).isZero();
        assertThat(listed(run("list", "--state", "failed")))
                .containsExactlyInAnyOrder("root", "a", "b", "c", "a2", "b2", "c2");
        assertThat(run("explain", hex("b2")).out()).contains("depends on " + hex("root"));
        assertThat(run("cancel", hex("root")).out().strip()).isEqualTo("cancelled 0 computations of tenant 1");
    }

    private void refuseToFail(String name) {
        database.dsl().execute("""
                create function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'refused'; end $$
                """);
        database.dsl()
                .execute("create trigger refuse before update on computations for each row when (new.output_handle = "
                        + literal(name) + ") execute function refuse()");
    }

    @Test
    void aCircleIsCancelledOnce() {
        add("a", "b", "b");
        add("b", "a", "a");

        assertThat(run("cancel", hex("a")).out().strip()).isEqualTo("cancelled 2 computations of tenant 1");
    }
}
