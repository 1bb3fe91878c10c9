package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

/** The command {@code computations explain}. */
@EmbeddedDatabase
class ExplainCommandTest extends ComputationScenario {
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
    void anInputWithoutANameIsExplained() {
        store("in");
        add("nameless", "in", "in");
        set("nameless", "dependencies = array[''::bytea, " + literal("in") + "]");

        CommandRun explanation = run("explain", hex("nameless"));

        assertThat(explanation.exitCode()).as(explanation.err()).isZero();
        assertThat(explanation.out()).contains("0x ");
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
}
