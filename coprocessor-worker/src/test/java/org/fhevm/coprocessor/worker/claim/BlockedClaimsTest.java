package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** Rows whose inputs are still to come. */
@EmbeddedDatabase
class BlockedClaimsTest extends ClaimScenario {
    BlockedClaimsTest(Database database) {
        super(database);
    }

    @Test
    void putsAsideWhatWaitsForAnotherWorkerAndTakesItWhenThatIsDone() {
        queue.submit(ONE, add("b", "a", "a"));
        worker().claim(10);
        queue.submit(ONE, add("c", "b", "a"), add("d", "c", "a"), add("e", "a", "a"));
        TestWorker second = worker();

        assertThat(names(second.claim(10))).containsExactly("1e");
        assertThat(queue.waiting()).containsExactlyInAnyOrder("c", "d");
        assertThat(second.claim(10).madeProgress()).isFalse();

        complete(ONE, "b");
        assertThat(marks.remove(List.of(key(ONE, "b")))).isEqualTo(1);

        assertThat(names(second.claim(10))).as("and what waits for it").containsExactly("1c", "1d");
    }

    @Test
    void joinsConsumersOfWhatIsComputedHere() {
        queue.submit(ONE, add("b", "a", "a"));
        TestWorker worker = worker();
        worker.claim(10);
        computedHere.add(key(ONE, "b"));
        queue.submit(ONE, add("c", "b", "a"));

        assertThat(names(worker.claim(10))).containsExactly("1c");
    }

    @Test
    void waitsForOneInputAfterTheOther() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"));
        worker().claim(10);
        queue.submit(ONE, add("d", "b", "c"));
        TestWorker second = worker();
        second.claim(10);
        assertThat(waitsFor("d")).isIn("b", "c");
        String first = waitsFor("d");
        String last = first.equals("b") ? "c" : "b";

        complete(ONE, first);
        marks.remove(List.of(key(ONE, first)));
        assertThat(second.claim(10).computations()).isEmpty();
        assertThat(waitsFor("d")).isEqualTo(last);

        complete(ONE, last);
        marks.remove(List.of(key(ONE, last)));
        assertThat(names(second.claim(10))).containsExactly("1d");
    }

    @Test
    void takesWhatWaitsForAClaimedRowWithOtherInputsToo() {
        queue.store(ONE, "z", FheType.UINT64, 1);
        queue.submit(ONE, add("b", "a", "a"), add("c", "b", "z"));
        database.dsl().execute("update computations set waits_for = 'b' where output_handle = 'c'");

        assertThat(names(worker().claim(10))).containsExactly("1b", "1c");
    }

    @Test
    void namesAllInputsThatAreMissing() {
        queue.submit(ONE, add("c", "x", "y"), add("d", "a", "y"));

        Claim claim = worker().claim(10);

        assertThat(claim.awaited()).hasSize(2).endsWith(key(ONE, "y"));
        assertThat(claim.missing()).containsExactlyInAnyOrder(key(ONE, "x"), key(ONE, "y"));
    }

    @Test
    void findsByScanningWhatWasNotAnnounced() {
        queue.submit(ONE, add("b", "a", "a"));
        worker().claim(10);
        queue.submit(ONE, add("c", "b", "a"), add("d", "x", "a"));
        TestWorker second = worker();
        second.claim(10);

        assertThat(awakened()).isZero();
        complete(ONE, "b");
        assertThat(awakened()).isEqualTo(1);
        assertThat(names(second.claim(10))).containsExactly("1c");

        queue.store(ONE, "x", FheType.UINT64, 1);
        assertThat(awakened()).isEqualTo(1);
        assertThat(names(second.claim(10)))
                .as("an input that was not announced")
                .containsExactly("1d");
    }

    @Test
    void scansMoreMarksThanOneStepHas() {
        queue.submit(
                ONE,
                Stream.iterate(0, i -> i + 1)
                        .limit(1500)
                        .map(i -> add("c%04d".formatted(i), "x%04d".formatted(i), "a"))
                        .toArray(TypedComputation[]::new));
        TestWorker worker = worker();
        while (worker.claim(200).madeProgress()) {
            // marks all rows as blocked
        }
        assertThat(queue.waiting()).hasSize(1500);
        queue.store(ONE, "x1499", FheType.UINT64, 1);

        assertThat(awakened()).isZero();
        assertThat(awakened()).isEqualTo(1);
        assertThat(names(worker.claim(10))).containsExactly("1c1499");
    }

    @Test
    void doesNotBlockOnAWaitingRowThatAReferenceWorkerHasLocked() throws Exception {
        queue.submit(ONE, add("b", "a", "a"));
        worker().claim(10);
        queue.submit(ONE, add("c", "b", "a"));
        worker().claim(10);
        complete(ONE, "b");
        try (Connection reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            reference.createStatement().execute("select * from computations where output_handle = 'c' for update");

            assertThat(marks.remove(List.of(key(ONE, "b")))).isZero();
            reference.rollback();
        }
        assertThat(awakened()).isEqualTo(1);
    }

    @Test
    void failsWhatDependsOnAFailureAndNamesTheCause() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "b", "a"), add("d", "c", "a"), add("e", "a", "a"));
        database.dsl()
                .execute("update computations set is_error = true, error_message = 'attempt to divide by 0'"
                        + " where output_handle = 'b'");
        TestWorker worker = worker();

        List<String> computed = new java.util.ArrayList<>();
        for (Claim claim = worker.claim(10); claim.madeProgress(); claim = worker.claim(10)) {
            computed.addAll(names(claim));
        }

        assertThat(computed).containsExactly("1e");
        String reason = "depends on 0x62, which failed: attempt to divide by 0";
        assertThat(queue.error(ONE, "c")).contains(reason);
        assertThat(queue.error(ONE, "d"))
                .as("names the root, not its own input")
                .contains(reason);
        assertThat(queue.row(ONE, "d").get(COMPUTATIONS.ERROR_ROOT))
                .isEqualTo(handle("b").bytes());
    }

    /** How many rows one step of the scan wakes. */
    private int awakened() {
        return marks.remove(scan.step().arrived());
    }

    private String waitsFor(String name) {
        byte[] input = queue.row(ONE, name).get(COMPUTATIONS.WAITS_FOR);
        return QueueFixture.name(org.fhevm.coprocessor.common.id.Handle.of(input));
    }
}
