package org.fhevm.coprocessor.common.computation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The type check, first as a matrix (every operation, every type of its operands, every scalar form) against rules
 * stated here independently of the table's own methods, then error by error with the exact texts.
 */
class OperationTypingTest {

    private static final List<byte[]> SCALARS = Stream.of("00", "01", "07", "0b", "0c", "ff", "0000", "0100", "0102")
            .map(HexFormat.of()::parseHex)
            .toList();

    @ParameterizedTest
    @EnumSource
    void acceptsExactlyWhatTheRulesSay(FheOperation operation) {
        int checked = 0;
        for (List<Operand> operands : operandLists()) {
            String expected = expected(operation, operands);
            assertThat(outcome(operation, operands))
                    .as("%s %s", operation, operands)
                    .isEqualTo(expected);
            checked++;
        }
        assertThat(checked).isGreaterThan(2000);
    }

    /** All lists of up to two operands over every type and scalar form, and lists of three over a few of them. */
    private static List<List<Operand>> operandLists() {
        List<Operand> all = new ArrayList<>();
        for (FheType type : FheType.values()) {
            all.add(encrypted(type));
        }
        SCALARS.forEach(scalar -> all.add(new Operand.Scalar(Bytes.of(scalar))));

        List<List<Operand>> lists = new ArrayList<>();
        lists.add(List.of());
        for (Operand first : all) {
            lists.add(List.of(first));
            for (Operand second : all) {
                lists.add(List.of(first, second));
                for (Operand third : List.of(all.get(0), all.get(2), all.get(11), all.get(14), all.get(20))) {
                    lists.add(List.of(first, second, third));
                }
            }
        }
        lists.add(List.of(all.get(0), all.get(1), all.get(1), all.get(1)));
        return lists;
    }

    /** The rules, written as in the interface description: the name of the error, or the result's type. */
    private static String expected(FheOperation operation, List<Operand> operands) {
        int code = operation.code();
        long scalars =
                operands.stream().filter(Operand.Scalar.class::isInstance).count();
        boolean allScalar = code == 24 || code == 26 || code == 27;
        if (!allScalar) {
            if (scalars > 1) {
                return "FheOperationOnlyOneOperandCanBeScalar";
            }
            if (scalars == 1 && (code == 20 || code == 21 || code == 25 || code == 32)) {
                return "FheOperationDoesntSupportScalar";
            }
            if (scalars == 1 && (operands.size() < 2 || !(operands.get(1) instanceof Operand.Scalar))) {
                return "FheOperationOnlySecondOperandCanBeScalar";
            }
        }
        if (code == 32) {
            return "UnknownFheOperation";
        }
        int arity = code == 20 || code == 21 ? 1 : code == 25 || code == 27 ? 3 : 2;
        if (operands.size() != arity) {
            return "UnexpectedOperandCountForFheOperation";
        }
        return switch (code) {
            case 20, 21 ->
                type(operands, 0) == 0 && code == 20
                        ? "OperationDoesntSupportBooleanInputs"
                        : "type " + type(operands, 0);
            case 23 ->
                scalars == 0
                        ? "UnexpectedCastOperandTypes"
                        : named(operands.get(1), "UnexpectedCastOperandSizeForScalarOperand");
            case 24 ->
                scalars < 2
                        ? "AllInputsForTrivialEncryptionMustBeScalar"
                        : named(operands.get(1), "UnexpectedTrivialEncryptionOperandSizeForScalarOperand");
            case 25 ->
                type(operands, 0) != 0
                        ? "FheIfThenElseUnexpectedOperandTypes"
                        : type(operands, 1) != type(operands, 2)
                                ? "FheIfThenElseMismatchingSecondAndThirdOperatorTypes"
                                : "type " + type(operands, 1);
            case 26, 27 ->
                scalars < arity
                        ? "RandOperationInputsMustAllBeScalar"
                        : named(operands.getLast(), "UnexpectedRandOperandSizeForOutputType");
            default -> binary(code, operands, scalars);
        };
    }

    private static String binary(int code, List<Operand> operands, long scalars) {
        int left = type(operands, 0);
        if (scalars == 0 && left != type(operands, 1)) {
            return "FheOperationDoesntHaveUniformTypesAsInput";
        }
        if (left == 0 && !List.of(5, 6, 7, 12, 13).contains(code)) {
            return "OperationDoesntSupportBooleanInputs";
        }
        if (code == 3 && operands.get(1) instanceof Operand.Scalar(Bytes bytes) && sum(bytes.array()) == 0) {
            return "FheOperationScalarDivisionByZero";
        }
        if (left >= 9 && code <= 4) {
            return "FheOperationDoesntSupportEbytesAsInput";
        }
        return "type " + (code >= 12 && code <= 17 ? 0 : left);
    }

    private static int sum(byte[] bytes) {
        int sum = 0;
        for (byte value : bytes) {
            sum += Byte.toUnsignedInt(value);
        }
        return sum;
    }

    private static String named(Operand operand, String wrongSize) {
        byte[] bytes = ((Operand.Scalar) operand).bigEndian().array();
        if (bytes.length != 1) {
            return wrongSize;
        }
        int code = Byte.toUnsignedInt(bytes[0]);
        return code < 12 ? "type " + code : "UnknownFheType";
    }

    private static int type(List<Operand> operands, int index) {
        return typeOf(((Operand.Encrypted) operands.get(index)).handle()).code();
    }

    private static String outcome(FheOperation operation, List<Operand> operands) {
        try {
            return "type " + resultType(operation, operands).code();
        } catch (OperationRefusedException e) {
            return OperationErrorText.of(e.error()).split("[ (]", 2)[0];
        }
    }

    static Stream<List<Object>> refusals() {
        Operand bool = encrypted(FheType.BOOL);
        Operand u8 = encrypted(FheType.UINT8);
        Operand u16 = encrypted(FheType.UINT16);
        Operand bytes = encrypted(FheType.BYTES64);
        return Stream.of(
                List.of(
                        FheOperation.ADD,
                        List.of(scalar("7b"), u8),
                        "FheOperationOnlySecondOperandCanBeScalar { scalar_input_index: 0, "
                                + "only_allowed_scalar_input_index: 1 }"),
                List.of(
                        FheOperation.NEG,
                        List.of(u8, scalar("7b")),
                        "FheOperationDoesntSupportScalar { fhe_operation: 20, fhe_operation_name: \"FheNeg\", "
                                + "scalar_requested: true, scalar_supported: false }"),
                List.of(
                        FheOperation.ADD,
                        List.of(scalar("01"), scalar("02")),
                        "FheOperationOnlyOneOperandCanBeScalar { fhe_operation: 0, fhe_operation_name: \"FheAdd\", "
                                + "scalar_operand_count: 2, max_scalar_operands: 1 }"),
                List.of(
                        FheOperation.ADD,
                        List.of(u8, u8, u8),
                        "UnexpectedOperandCountForFheOperation { fhe_operation: 0, fhe_operation_name: \"FheAdd\", "
                                + "expected_operands: 2, got_operands: 3 }"),
                List.of(
                        FheOperation.ADD,
                        List.of(u8, u16),
                        "FheOperationDoesntHaveUniformTypesAsInput { fhe_operation: 0, "
                                + "fhe_operation_name: \"FheAdd\", operand_types: [2, 3] }"),
                List.of(
                        FheOperation.ADD,
                        List.of(bool, u8),
                        "FheOperationDoesntHaveUniformTypesAsInput { fhe_operation: 0, "
                                + "fhe_operation_name: \"FheAdd\", operand_types: [0, 2] }"),
                List.of(
                        FheOperation.ADD,
                        List.of(bool, bool),
                        "OperationDoesntSupportBooleanInputs { fhe_operation: 0, fhe_operation_name: \"FheAdd\", "
                                + "operand_type: 0 }"),
                List.of(
                        FheOperation.NEG,
                        List.of(bool),
                        "OperationDoesntSupportBooleanInputs { fhe_operation: 20, fhe_operation_name: \"FheNeg\", "
                                + "operand_type: 0 }"),
                List.of(
                        FheOperation.DIV,
                        List.of(u8, scalar("0000")),
                        "FheOperationScalarDivisionByZero { lhs_handle: \"0xaa02\", rhs_value: \"0x0000\", "
                                + "fhe_operation: 3, fhe_operation_name: \"FheDiv\" }"),
                List.of(
                        FheOperation.DIV,
                        List.of(bytes, scalar("00")),
                        "FheOperationScalarDivisionByZero { lhs_handle: \"0xaa09\", rhs_value: \"0x00\", "
                                + "fhe_operation: 3, fhe_operation_name: \"FheDiv\" }"),
                List.of(
                        FheOperation.SUB,
                        List.of(bytes, bytes),
                        "FheOperationDoesntSupportEbytesAsInput { lhs_handle: \"0xaa09\", rhs_handle: \"0xaa09\", "
                                + "fhe_operation: 1, fhe_operation_name: \"FheSub\" }"),
                List.of(
                        FheOperation.SUB,
                        List.of(bytes, scalar("0f10")),
                        "FheOperationDoesntSupportEbytesAsInput { lhs_handle: \"0xaa09\", rhs_handle: \"0x0f10\", "
                                + "fhe_operation: 1, fhe_operation_name: \"FheSub\" }"),
                List.of(
                        FheOperation.IF_THEN_ELSE,
                        List.of(u8, u8, u8),
                        "FheIfThenElseUnexpectedOperandTypes { fhe_operation: 25, "
                                + "fhe_operation_name: \"FheIfThenElse\", first_operand_type: 2, "
                                + "first_expected_operand_type: 0, first_expected_operand_type_name: \"FheBool\" }"),
                List.of(
                        FheOperation.IF_THEN_ELSE,
                        List.of(bool, u8, u16),
                        "FheIfThenElseMismatchingSecondAndThirdOperatorTypes { fhe_operation: 25, "
                                + "fhe_operation_name: \"FheIfThenElse\", second_operand_type: 2, "
                                + "third_operand_type: 3 }"),
                List.of(
                        FheOperation.CAST,
                        List.of(u8, u8),
                        "UnexpectedCastOperandTypes { fhe_operation: 23, fhe_operation_name: \"FheCast\", "
                                + "expected_operator_combination: [\"handle\", \"scalar\"], "
                                + "got_operand_combination: [\"handle\", \"handle\"] }"),
                List.of(
                        FheOperation.CAST,
                        List.of(u8, scalar("0102")),
                        "UnexpectedCastOperandSizeForScalarOperand { fhe_operation: 23, "
                                + "fhe_operation_name: \"FheCast\", expected_scalar_operand_bytes: 1, got_bytes: 2 }"),
                List.of(FheOperation.CAST, List.of(u8, scalar("ff")), "UnknownFheType(255)"),
                List.of(
                        FheOperation.TRIVIAL_ENCRYPT,
                        List.of(scalar("01"), u8),
                        "AllInputsForTrivialEncryptionMustBeScalar { fhe_operation: 24, "
                                + "fhe_operation_name: \"FheTrivialEncrypt\" }"),
                List.of(
                        FheOperation.TRIVIAL_ENCRYPT,
                        List.of(scalar("01"), scalar("000c")),
                        "UnexpectedTrivialEncryptionOperandSizeForScalarOperand { fhe_operation: 24, "
                                + "fhe_operation_name: \"FheTrivialEncrypt\", expected_scalar_operand_bytes: 1, "
                                + "got_bytes: 2 }"),
                List.of(FheOperation.TRIVIAL_ENCRYPT, List.of(scalar("01"), scalar("0c")), "UnknownFheType(12)"),
                List.of(
                        FheOperation.RAND,
                        List.of(u8, scalar("01")),
                        "RandOperationInputsMustAllBeScalar { fhe_operation: 26, fhe_operation_name: \"FheRand\", "
                                + "scalar_operand_count: 1, expected_scalar_operand_count: 2 }"),
                List.of(
                        FheOperation.RAND_BOUNDED,
                        List.of(u8, scalar("01"), u8),
                        "RandOperationInputsMustAllBeScalar { fhe_operation: 27, "
                                + "fhe_operation_name: \"FheRandBounded\", scalar_operand_count: 1, "
                                + "expected_scalar_operand_count: 3 }"),
                List.of(
                        FheOperation.RAND_BOUNDED,
                        List.of(scalar("01"), scalar("02"), scalar("0002")),
                        "UnexpectedRandOperandSizeForOutputType { fhe_operation: 27, "
                                + "fhe_operation_name: \"FheRandBounded\", expected_operand_bytes: 1, got_bytes: 2 }"),
                List.of(FheOperation.GET_CIPHERTEXT, List.of(u8), "UnknownFheOperation(32)"),
                List.of(
                        FheOperation.GET_CIPHERTEXT,
                        List.of(u8, scalar("01")),
                        "FheOperationDoesntSupportScalar { fhe_operation: 32, "
                                + "fhe_operation_name: \"FheGetInputCiphertext\", scalar_requested: true, "
                                + "scalar_supported: false }"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    @SuppressWarnings("unchecked")
    void reportsErrorsInTheWordsThatClientsKnow(List<Object> refusal) {
        assertThat(text((FheOperation) refusal.get(0), (List<Operand>) refusal.get(1)))
                .isEqualTo(refusal.get(2));
    }

    @Test
    void onlyTheSecondOperandMayBeAScalar() {
        for (FheOperation operation : FheOperation.values()) {
            for (int index = 0; index < 4; index++) {
                boolean refused = false;
                try {
                    OperationTyping.checkScalarPlace(operation, index);
                } catch (OperationRefusedException e) {
                    refused = true;
                    assertThat(e.error()).isEqualTo(new OperationError.MisplacedScalar(index));
                }
                boolean allScalar = List.of(24, 26, 27).contains(operation.code());
                assertThat(refused).as("%s at %d", operation, index).isEqualTo(index != 1 && !allScalar);
            }
        }
    }

    @Test
    void unknownNumbersAreNamed() {
        assertThat(OperationErrorText.of(new OperationError.UnknownOperation(-7)))
                .isEqualTo("UnknownFheOperation(-7)");
        assertThat(OperationErrorText.of(new OperationError.UnknownType(12))).isEqualTo("UnknownFheType(12)");
    }

    private static String text(FheOperation operation, List<Operand> operands) {
        try {
            return "accepted as " + resultType(operation, operands);
        } catch (OperationRefusedException e) {
            return OperationErrorText.of(e.error());
        }
    }

    private static FheType resultType(FheOperation operation, List<Operand> operands) throws OperationRefusedException {
        Handle output = Handle.fromHex("ff");
        return OperationTyping.resultType(new Computation(output, operation, operands), OperationTypingTest::typeOf);
    }

    /** An operand of this type, under the two-byte handle 0xaa and the type's code. */
    private static Operand encrypted(FheType type) {
        return new Operand.Encrypted(Handle.of(new byte[] {(byte) 0xaa, (byte) type.code()}));
    }

    private static FheType typeOf(Handle operand) {
        return FheType.fromCode(operand.bytes()[1]).orElseThrow();
    }

    private static Operand scalar(String hex) {
        return new Operand.Scalar(Bytes.of(HexFormat.of().parseHex(hex)));
    }
}
