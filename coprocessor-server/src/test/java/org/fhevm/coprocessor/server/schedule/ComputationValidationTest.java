package org.fhevm.coprocessor.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.OperationError;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.server.schedule.SubmittedComputation.Input;
import org.fhevm.tfhe.operation.FheOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputationValidationTest {

    private static final int ADD = 0;
    private static final Bytes TOO_LONG = Bytes.of(new byte[257]);

    @Test
    void wellFormedComputationsComeOutInOrder() {
        List<Computation> computations = ComputationValidation.validate(List.of(
                submitted(ADD, "0a", handle("01"), scalar("02")), submitted(23, "0b", handle("0a"), scalar("05"))));

        assertThat(computations).extracting(Computation::output).containsExactly(name("0a"), name("0b"));
        assertThat(computations)
                .extracting(Computation::operation)
                .containsExactly(FheOperation.ADD, FheOperation.CAST);
        assertThat(computations.getFirst().dependencies()).containsExactly(name("01"));
        assertThat(computations.getFirst().hasScalar()).isTrue();
    }

    @Test
    void handlesAndScalarsHaveOneToTwoHundredFiftySixBytes() {
        Bytes longest = Bytes.of(new byte[256]);
        assertThat(ComputationValidation.validate(List.of(
                        new SubmittedComputation(ADD, longest, List.of(handle("01"), new Input.OfScalar(longest))))))
                .hasSize(1);
        assertError(new CoprocessorError.OperandTooLong(257), new SubmittedComputation(ADD, TOO_LONG, List.of()));
        assertError(new CoprocessorError.OperandEmpty(), submitted(ADD, ""));
        assertError(
                new CoprocessorError.OperandTooLong(257),
                submitted(ADD, "0a", handle("01"), new Input.OfHandle(TOO_LONG)));
        assertError(new CoprocessorError.OperandEmpty(), submitted(ADD, "0a", handle("01"), handle("")));
        assertError(
                new CoprocessorError.OperandTooLong(257),
                submitted(ADD, "0a", handle("01"), new Input.OfScalar(TOO_LONG)));
        assertError(new CoprocessorError.OperandEmpty(), submitted(ADD, "0a", handle("01"), scalar("")));
    }

    @Test
    void aResultHasOneComputation() {
        assertError(
                new CoprocessorError.DuplicateOutputHandle(name("0a")),
                submitted(ADD, "0a", handle("01"), handle("02")),
                submitted(ADD, "0b", handle("01"), handle("02")),
                submitted(ADD, "0a", handle("03"), handle("02")));
    }

    @Test
    void aResultIsNotItsOwnInput() {
        assertError(
                new CoprocessorError.OutputIsOwnInput(name("0a")), submitted(ADD, "0a", handle("01"), handle("0a")));
    }

    @Test
    void anInputThatIsNotSetIsReportedWithTheIndexOfItsComputation() {
        assertError(
                new CoprocessorError.UndefinedInput(name("0b"), 1),
                submitted(ADD, "0a", handle("01"), handle("02")),
                submitted(ADD, "0b", new Input.Missing(), handle("02")));
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 28, 33, -1, Integer.MIN_VALUE})
    void aNumberWithoutOperationIsNamed(int operation) {
        assertError(
                new CoprocessorError.OperationRefused(new OperationError.UnknownOperation(operation)),
                submitted(operation, "0a", handle("01")));
    }

    @Test
    void scalarsStandInTheSecondPlaceOrEverywhere() {
        assertError(
                new CoprocessorError.OperationRefused(new OperationError.MisplacedScalar(0)),
                submitted(ADD, "0a", scalar("7b"), handle("01")));
        assertError(
                new CoprocessorError.OperationRefused(new OperationError.MisplacedScalar(2)),
                submitted(25, "0a", handle("01"), handle("02"), scalar("7b")));
        assertThat(ComputationValidation.validate(
                        List.of(submitted(27, "0a", scalar("01"), scalar("02"), scalar("03")))))
                .hasSize(1);
    }

    @Test
    void resultsAreCheckedBeforeOperationsAndOperandsInTheirOrder() {
        SubmittedComputation unknownOperation = submitted(99, "0a", handle(""));
        assertError(new CoprocessorError.OperandEmpty(), unknownOperation, submitted(ADD, ""));
        assertError(new CoprocessorError.OperationRefused(new OperationError.UnknownOperation(99)), unknownOperation);
        assertError(
                new CoprocessorError.OutputIsOwnInput(name("0a")),
                submitted(ADD, "0a", handle("0a"), new Input.Missing()));
        assertError(new CoprocessorError.OperandEmpty(), submitted(ADD, "0a", scalar(""), handle("01")));
    }

    private static void assertError(CoprocessorError expected, SubmittedComputation... submitted) {
        assertThatThrownBy(() -> ComputationValidation.validate(List.of(submitted)))
                .isInstanceOfSatisfying(
                        CoprocessorException.class, e -> assertThat(e.error()).isEqualTo(expected));
    }

    private static SubmittedComputation submitted(int operation, String output, Input... inputs) {
        return new SubmittedComputation(operation, bytes(output), List.of(inputs));
    }

    private static Input handle(String hex) {
        return new Input.OfHandle(bytes(hex));
    }

    private static Input scalar(String hex) {
        return new Input.OfScalar(bytes(hex));
    }

    private static Handle name(String hex) {
        return Handle.fromHex(hex);
    }

    private static Bytes bytes(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex));
    }
}
