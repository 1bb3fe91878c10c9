package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;
import static org.fhevm.coprocessor.worker.QueueFixture.binary;
import static org.fhevm.coprocessor.worker.QueueFixture.encrypt;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** Which rows a claim takes. */
@EmbeddedDatabase
class ClaimerTest extends ClaimScenario {
    ClaimerTest(Database database) {
        super(database);
    }

    @Test
    void takesWholeGraphsProducersFirst() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "b"), add("d", "b", "c"), add("e", "d", "c"));

        assertThat(names(worker().claim(10))).containsExactly("1b", "1c", "1d", "1e");
    }

    @Test
    void takesAJoinOfBranchesFromSeveralRequests() {
        queue.submit(ONE, add("b", "a", "a"));
        queue.submit(ONE, add("c", "a", "a"));
        queue.submit(ONE, add("d", "b", "c"));

        assertThat(names(worker().claim(10))).containsExactly("1b", "1c", "1d");
    }

    /** A lease of the worker may have run out while its computation goes on. */
    @Test
    void leavesAloneWhatItComputesAlready() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "b", "a"));
        computedHere.add(key(ONE, "b"));

        assertThat(names(worker().claim(10))).containsExactly("1c");
    }

    @Test
    void takesTheOldestAndLeavesTheRest() {
        queue.submit(ONE, add("z", "a", "a"), add("y", "a", "a"), add("x", "a", "a"));
        TestWorker worker = worker();

        assertThat(names(worker.claim(2))).containsExactly("1z", "1y");
        assertThat(names(worker.claim(2))).containsExactly("1x");
        assertThat(worker.claim(2).madeProgress()).isFalse();
    }

    @Test
    void readsMoreRowsAfterAClaimThatMetBlockedOnes() {
        for (int i = 0; i < 6; i++) {
            queue.submit(ONE, add("w" + i, "missing", "a"));
        }
        queue.submit(ONE, many("o", 4));
        queue.submit(ONE, add("x", "missing", "a"));
        TestWorker worker = worker();

        assertThat(worker.claim(2).awaited()).hasSize(2);
        assertThat(worker.claim(2).awaited()).hasSize(4);
        assertThat(names(worker.claim(2))).containsExactly("1o0", "1o1");
        Claim last = worker.claim(2);
        assertThat(names(last)).containsExactly("1o2", "1o3");
        assertThat(last.awaited()).as("the claim before met none").isEmpty();
    }

    @Test
    void completesWhatIsStoredAlready() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "b", "a"));
        queue.store(ONE, "b", FheType.UINT64, 7);

        Claim claim = worker().claim(10);

        assertThat(names(claim)).containsExactly("1c");
        assertThat(claim.stored()).containsExactly(key(ONE, "b"));
        assertThat(queue.isCompleted(ONE, "b")).isTrue();
    }

    @Test
    void takesWhatUsesUpItsMemoryAndLeavesTheRest() {
        long megabyte = 1 << 20;
        for (int i = 0; i < 4; i++) {
            queue.submit(ONE, encrypt("w" + i, FheType.BYTES256, i));
        }
        TestWorker worker = worker();

        assertThat(names(worker.claim(10, 20 * megabyte))).as("of 16 MB each").containsExactly("1w0", "1w1");
        assertThat(names(worker.claim(10, 1))).as("one at least").containsExactly("1w2");

        queue.store(ONE, "wide", FheType.BYTES256, 1);
        queue.submit(ONE, binary(FheOperation.EQ, FheType.BOOL, "e", "wide", "wide"), add("b", "a", "a"));
        assertThat(names(worker.claim(10, 20 * megabyte))).containsExactly("1w3", "1e");
    }

    @Test
    void knowsScalarsFromInputs() {
        queue.submit(ONE, addScalar("b", "a", 3), QueueFixture.encrypt("c", FheType.UINT8, 7));

        assertThat(names(worker().claim(10))).containsExactly("1b", "1c");
    }

    @Test
    void findsRowsOfTheReferenceServer() {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, dependencies, fhe_operation, is_completed, is_scalar, output_type)"
                        + " values (1, 'b', array['a', 'a']::bytea[], 0, false, false, 5)");

        assertThat(names(worker().claim(10))).containsExactly("1b");
    }

    @Test
    void failsRowsThatMeanNothing() {
        insertRaw("u", 99, 5, "array['a', 'a']");
        insertRaw("v", 22, 5, "array['a', 'a']");
        insertRaw("w", 0, 77, "array['a', 'a']");
        insertRaw("x", 0, 5, "array['a']");
        insertRaw("y", 32, 5, "array[]");
        queue.submit(ONE, add("b", "a", "a"));

        Claim claim = worker().claim(10);

        assertThat(names(claim)).containsExactly("1b");
        assertThat(queue.error(ONE, "u")).contains("UnknownFheOperation(99)");
        assertThat(queue.error(ONE, "v")).contains("UnknownFheOperation(22)");
        assertThat(queue.error(ONE, "w")).contains("UnknownFheType(77)");
        assertThat(queue.error(ONE, "x").orElseThrow()).contains("expected_operands: 2, got_operands: 1");
        assertThat(queue.error(ONE, "y")).contains("UnknownFheOperation(32)");
        assertThat(claim.failed()).hasSize(5);
    }

    @Test
    void failsARowWhoseNameIsTooLong() {
        int bytes = RowDecoding.LONGEST_HANDLE + 1;
        insertRaw("h".repeat(bytes), 0, 5, "array['a', 'a']");

        Claim claim = worker().claim(10);

        assertThat(claim.failed())
                .extracting(FailureMarks.Failure::reason)
                .containsExactly("its handle has " + bytes + " bytes");
        assertThat(queue.pending()).isZero();
    }

    @Test
    void readsFewRowsOfATenantAfterMalformedOnes() {
        for (int i = 10; i < 40; i++) {
            insertRaw("u" + i, 99, 5, "array['a', 'a']");
        }
        for (int i = 10; i < 40; i++) {
            queue.submit(ONE, add("b" + i, "a", "a"));
        }
        TestWorker worker = worker();

        assertThat(worker.claim(20).failed()).hasSize(20);
        for (int i = 0; i < 10; i++) {
            assertThat(worker.claim(20).failed()).hasSize(CandidateBounds.AFTER_MALFORMED);
        }
        for (int bound = CandidateBounds.AFTER_MALFORMED; bound < 16; bound *= 2) {
            assertThat(worker.claim(20).computations()).hasSize(bound);
        }
    }

    @Test
    void leavesAloneWhatPausesBeforeAnotherAttempt() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"));
        database.dsl()
                .execute(
                        "update computations set next_attempt_at = now() + interval '1 hour' where output_handle = 'b'");

        assertThat(names(worker().claim(10))).containsExactly("1c");
        database.dsl().execute("update computations set next_attempt_at = now() where output_handle = 'b'");
        assertThat(names(worker().claim(10))).containsExactly("1b");
    }

    private void insertRaw(String output, int operation, int type, String dependencies) {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type)"
                        + " values (1, '" + output + "', " + dependencies + "::bytea[], " + operation + ", false, "
                        + type
                        + ")");
    }
}
