package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code computations list}. */
@EmbeddedDatabase
class ListCommandTest extends ComputationScenario {
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
}
