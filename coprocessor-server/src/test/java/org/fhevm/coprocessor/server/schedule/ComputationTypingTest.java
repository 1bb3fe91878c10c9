package org.fhevm.coprocessor.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.OperationError;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.server.schedule.SubmittedComputation.Input;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

class ComputationTypingTest {
    private final Map<Handle, FheType> external = new HashMap<>();

    @Test
    void aResultHasItsTypeForTheComputationsThatUseIt() {
        external.put(Handle.fromHex("01"), FheType.UINT32);
        List<Computation> ordered = computations(
                submitted(FheOperation.EQ, "0a", handle("01"), handle("01")),
                submitted(FheOperation.IF_THEN_ELSE, "0b", handle("0a"), handle("01"), handle("01")),
                submitted(FheOperation.ADD, "0c", handle("0b"), scalar("07")));

        List<TypedComputation> typed = ComputationTyping.type(ordered, external);

        assertThat(typed).extracting(TypedComputation::computation).isEqualTo(ordered);
        assertThat(typed)
                .extracting(TypedComputation::resultType)
                .containsExactly(FheType.BOOL, FheType.UINT32, FheType.UINT32);
        assertThat(external).as("the caller's map").containsOnlyKeys(Handle.fromHex("01"));
    }

    @Test
    void aComputationKnowsWhetherAnOperandIsAScalar() {
        List<Computation> computations = computations(
                submitted(FheOperation.ADD, "0a", handle("01"), handle("01")),
                submitted(FheOperation.ADD, "0b", handle("01"), scalar("07")));

        assertThat(computations).extracting(Computation::hasScalar).containsExactly(false, true);
    }

    @Test
    void theFirstComputationThatIsNotAllowedIsReported() {
        external.put(Handle.fromHex("01"), FheType.UINT32);
        external.put(Handle.fromHex("02"), FheType.UINT8);

        assertRefused(
                new OperationError.OperandTypesDiffer(FheOperation.ADD, FheType.UINT32, FheType.UINT8),
                () -> ComputationTyping.type(
                        computations(
                                submitted(FheOperation.ADD, "0a", handle("01"), handle("01")),
                                submitted(FheOperation.ADD, "0b", handle("01"), handle("02")),
                                submitted(FheOperation.SUB, "0c", handle("02"), handle("01"))),
                        external));
    }

    @Test
    void theTypesOfAllExternalOperandsMustBeKnown() {
        List<Computation> ordered = computations(submitted(FheOperation.ADD, "0a", handle("01"), handle("01")));

        assertThatThrownBy(() -> ComputationTyping.type(ordered, external))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("01");
    }

    @Test
    void moreOperandsThanAnyOperationHasAreRefusedBeforeTypesAreKnown() {
        Computation three = computation(FheOperation.ADD, "0a", 3);
        Computation four = computation(FheOperation.ADD, "0b", 4);
        Computation five = computation(FheOperation.SUB, "0c", 5);

        assertThatCode(() -> ComputationTyping.refuseExcessiveOperands(List.of(three)))
                .as("as many as the operation with the most operands, though not as this one")
                .doesNotThrowAnyException();
        assertRefused(
                new OperationError.WrongOperandCount(FheOperation.ADD, 4),
                () -> ComputationTyping.refuseExcessiveOperands(List.of(three, four, five)));
    }

    private static Computation computation(FheOperation operation, String output, int operands) {
        return computations(submitted(
                        operation,
                        output,
                        Collections.nCopies(operands, handle("01")).toArray(Input[]::new)))
                .getFirst();
    }

    private static void assertRefused(OperationError expected, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.OperationRefused(expected)));
    }

    /** In checked form. */
    private static List<Computation> computations(SubmittedComputation... submitted) {
        return ComputationValidation.validate(Arrays.asList(submitted));
    }

    private static SubmittedComputation submitted(FheOperation operation, String output, Input... inputs) {
        return new SubmittedComputation(operation.code(), bytes(output), List.of(inputs));
    }

    private static Input handle(String hex) {
        return new Input.OfHandle(bytes(hex));
    }

    private static Input scalar(String hex) {
        return new Input.OfScalar(bytes(hex));
    }

    private static Bytes bytes(String hex) {
        return Bytes.of(HexFormat.of().parseHex(hex));
    }
}
