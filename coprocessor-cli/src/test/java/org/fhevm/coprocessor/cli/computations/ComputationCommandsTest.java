package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several of the commands say. */
@EmbeddedDatabase
class ComputationCommandsTest extends ComputationScenario {
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
}
