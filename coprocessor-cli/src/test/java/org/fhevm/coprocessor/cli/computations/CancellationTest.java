package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fhevm.coprocessor.cli.computations.repository.Cancellation;
import org.fhevm.coprocessor.cli.computations.repository.Cancellation.Bounds;
import org.fhevm.coprocessor.cli.computations.repository.Cancellation.Outcome;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

/** The bounds of a cancellation, at small numbers. */
@EmbeddedDatabase
class CancellationTest extends ComputationScenario {
    /** Three levels below the root, each with this number of users of each value. */
    private static final int USERS = 4;

    private static final int ALL = 1 + USERS + USERS * USERS + USERS * USERS * USERS;

    private void addTree() {
        store("in");
        add("r", "in", "in");
        addUsers("r", 3);
    }

    private void addUsers(String input, int levels) {
        for (int i = 0; i < USERS && levels > 0; i++) {
            add(input + i, input, "in");
            addUsers(input + i, levels - 1);
        }
    }

    private Outcome cancel(boolean dryRun, Bounds bounds) {
        return new Cancellation(database, tenant, dryRun, bounds).cancel(List.of(handle("r")), List.of());
    }

    @Test
    void noTransactionTakesMoreThanAPage() {
        addTree();

        assertThat(cancel(false, new Bounds(3, 100, 100, 100))).isEqualTo(new Outcome(ALL, 0, true));

        assertThat(mostInATransaction()).isEqualTo(3);
        assertThat(failed()).isEqualTo(ALL);
    }

    /** More results are to be searched than it remembers: it finds them again by their marks. */
    @Test
    void whatItCannotRememberIsCancelledNevertheless() {
        addTree();

        assertThat(cancel(false, new Bounds(3, 2, 3, 100))).isEqualTo(new Outcome(ALL, 0, true));

        assertThat(failed()).isEqualTo(ALL);
        assertThat(count("select count(*)::int from computations where error_root = " + literal("r")))
                .isEqualTo(ALL - 1);
    }

    @Test
    void aDryRunCountsUpToItsBound() {
        addTree();
        add("both", "r0", "r1");
        add("again", "both", "r");

        assertThat(cancel(true, new Bounds(3, 2, 3, 1000))).isEqualTo(new Outcome(ALL + 2, 0, true));
        Outcome bounded = cancel(true, new Bounds(3, 2, 3, 20));

        assertThat(bounded.isComplete()).isFalse();
        assertThat(bounded.cancelled()).isBetween(20, 22);
        assertThat(failed()).isZero();
    }

    @Test
    void whatAWorkerHoldsIsCountedOnceAndStays() {
        addTree();
        add("held", "r0", "r1");
        add("beyond", "held", "in");
        lease("held", 30);

        assertThat(cancel(false, new Bounds(3, 1, 3, 100))).isEqualTo(new Outcome(ALL, 1, true));

        assertThat(failed()).isEqualTo(ALL);
    }

    @Test
    void whatDependsOnCancelledOnesIsCancelledLater() {
        addTree();
        Bounds bounds = new Bounds(3, 2, 3, 100);
        cancel(false, bounds);
        add("late", "r123", "in");
        add("later", "late", "in");
        add("other", "in", "in");

        List<Handle> before = List.of(handle("r"));
        assertThat(new Cancellation(database, tenant, true, bounds).cancel(List.of(), before))
                .isEqualTo(new Outcome(2, 0, true));
        assertThat(new Cancellation(database, tenant, false, bounds).cancel(List.of(), before))
                .isEqualTo(new Outcome(2, 0, true));
        assertThat(new Cancellation(database, tenant, false, bounds).cancel(List.of(), before))
                .isEqualTo(new Outcome(0, 0, true));
        assertThat(failed()).isEqualTo(ALL + 2);
    }

    private int failed() {
        return count("select count(*)::int from computations where is_error");
    }

    private int mostInATransaction() {
        return count("select max(number)::int from"
                + " (select count(*) as number from computations where is_error group by xmin::text) as transactions");
    }

    private int count(String query) {
        return database.dsl().resultQuery(query).fetchSingle(0, Integer.class);
    }
}
