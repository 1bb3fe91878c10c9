package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.common.computation.TypedComputation;
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

    /** More dependents than one transaction takes, at two levels. */
    @Test
    void manyDependentsAreCancelledInParts() {
        store("in");
        add("root", "in", "in");
        TypedComputation[] users = new TypedComputation[1200];
        for (int i = 0; i < users.length; i++) {
            users[i] = computation("u" + i, i < 600 ? "root" : "u" + (i - 600), "in");
        }
        submit(tenant, users);

        assertThat(run("cancel", hex("root")).out().strip()).isEqualTo("cancelled 1201 computations of tenant 1");
        assertThat(database.dsl()
                        .fetchSingle("select count(distinct xmin::text)::int from computations where is_error")
                        .get(0, Integer.class))
                .as("transactions that wrote them")
                .isEqualTo(5);
    }

    @Test
    void aCircleIsCancelledOnce() {
        add("a", "b", "b");
        add("b", "a", "a");

        assertThat(run("cancel", hex("a")).out().strip()).isEqualTo("cancelled 2 computations of tenant 1");
    }
}
