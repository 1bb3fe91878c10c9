package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.junit.jupiter.api.Test;

/** The tables of the wire protocol and the chain, written out a second time, so that neither drifts. */
class FheTableTest {

    @Test
    void typesHaveTheirCodesNamesWidthsAndBlocks() {
        String table = Arrays.stream(FheType.values())
                .map(type -> type.code() + " " + type.backendName() + " " + type.bits() + " " + type.blocks())
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(table).isEqualTo("""
                        0 FheBool 1 1
                        1 FheUint4 4 2
                        2 FheUint8 8 4
                        3 FheUint16 16 8
                        4 FheUint32 32 16
                        5 FheUint64 64 32
                        6 FheUint128 128 64
                        7 FheUint160 160 80
                        8 FheUint256 256 128
                        9 FheBytes64 512 256
                        10 FheBytes128 1024 512
                        11 FheBytes256 2048 1024
                        """);
    }

    @Test
    void operationsHaveTheirCodesNamesAndOperands() {
        String table = Arrays.stream(FheOperation.values())
                .map(operation -> operation.code() + " " + operation.errorName() + " " + operation.arity() + " "
                        + operation.scalarRule() + " " + accepted(operation) + " " + operation.resultRule())
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(table).isEqualTo("""
                        0 FheAdd 2 RIGHT_ALLOWED integers SAME_AS_FIRST
                        1 FheSub 2 RIGHT_ALLOWED integers SAME_AS_FIRST
                        2 FheMul 2 RIGHT_ALLOWED integers SAME_AS_FIRST
                        3 FheDiv 2 RIGHT_ALLOWED integers SAME_AS_FIRST
                        4 FheRem 2 RIGHT_ALLOWED integers SAME_AS_FIRST
                        5 FheBitAnd 2 RIGHT_ALLOWED bool,integers,bytes SAME_AS_FIRST
                        6 FheBitOr 2 RIGHT_ALLOWED bool,integers,bytes SAME_AS_FIRST
                        7 FheBitXor 2 RIGHT_ALLOWED bool,integers,bytes SAME_AS_FIRST
                        8 FheShl 2 RIGHT_ALLOWED integers,bytes SAME_AS_FIRST
                        9 FheShr 2 RIGHT_ALLOWED integers,bytes SAME_AS_FIRST
                        10 FheRotl 2 RIGHT_ALLOWED integers,bytes SAME_AS_FIRST
                        11 FheRotr 2 RIGHT_ALLOWED integers,bytes SAME_AS_FIRST
                        12 FheEq 2 RIGHT_ALLOWED bool,integers,bytes BOOLEAN
                        13 FheNe 2 RIGHT_ALLOWED bool,integers,bytes BOOLEAN
                        14 FheGe 2 RIGHT_ALLOWED integers,bytes BOOLEAN
                        15 FheGt 2 RIGHT_ALLOWED integers,bytes BOOLEAN
                        16 FheLe 2 RIGHT_ALLOWED integers,bytes BOOLEAN
                        17 FheLt 2 RIGHT_ALLOWED integers,bytes BOOLEAN
                        18 FheMin 2 RIGHT_ALLOWED integers,bytes SAME_AS_FIRST
                        19 FheMax 2 RIGHT_ALLOWED integers,bytes SAME_AS_FIRST
                        20 FheNeg 1 NEVER integers,bytes SAME_AS_FIRST
                        21 FheNot 1 NEVER bool,integers,bytes SAME_AS_FIRST
                        23 FheCast 2 RIGHT_REQUIRED bool,integers,bytes NAMED_BY_LAST
                        24 FheTrivialEncrypt 2 ALL  NAMED_BY_LAST
                        25 FheIfThenElse 3 NEVER bool,integers,bytes SAME_AS_SECOND
                        26 FheRand 2 ALL  NAMED_BY_LAST
                        27 FheRandBounded 3 ALL  NAMED_BY_LAST
                        32 FheGetInputCiphertext 0 NEVER  SAME_AS_FIRST
                        """);
    }

    @Test
    void numbersOutsideTheTablesStandForNothing() {
        assertThat(List.of(-1, 22, 28, 29, 30, 31, 33, Integer.MAX_VALUE, Integer.MIN_VALUE))
                .allSatisfy(code -> assertThat(FheOperation.fromCode(code)).isEmpty());
        assertThat(List.of(-1, 12, 255, Integer.MIN_VALUE))
                .allSatisfy(code -> assertThat(FheType.fromCode(code)).isEmpty());
        assertThat(FheOperation.values())
                .allSatisfy(operation ->
                        assertThat(FheOperation.fromCode(operation.code())).contains(operation));
        assertThat(FheType.values())
                .allSatisfy(type -> assertThat(FheType.fromCode(type.code())).contains(type));
    }

    @Test
    void typesStandForTheKindsOfListElements() {
        assertThat(FheType.values())
                .allSatisfy(type -> assertThat(FheType.fromKind(type.kind())).contains(type));
        assertThat(FheType.BOOL.kind()).isEqualTo(new DataKind.Bool());
        assertThat(FheType.fromKind(new DataKind.Unsigned(80))).contains(FheType.UINT160);
        assertThat(FheType.fromKind(new DataKind.Unsigned(1))).isEmpty();
        assertThat(FheType.fromKind(new DataKind.Unsigned(3))).isEmpty();
        assertThat(FheType.fromKind(new DataKind.Signed(4))).isEmpty();
    }

    @Test
    void scalarsOfAStoredComputationAreFoundByPosition() {
        assertThat(FheOperation.ADD.isScalarOperand(1, true)).isTrue();
        assertThat(FheOperation.ADD.isScalarOperand(1, false)).isFalse();
        assertThat(FheOperation.ADD.isScalarOperand(0, true)).isFalse();
        assertThat(FheOperation.CAST.isScalarOperand(1, true)).isTrue();
        assertThat(FheOperation.RAND_BOUNDED.isScalarOperand(0, true)).isTrue();
        assertThat(FheOperation.IF_THEN_ELSE.isScalarOperand(1, false)).isFalse();
    }

    private static String accepted(FheOperation operation) {
        return Arrays.stream(FheType.values())
                .filter(operation.acceptedTypes()::includes)
                .map(type -> type.isBool() ? "bool" : type.code() >= 9 ? "bytes" : "integers")
                .distinct()
                .collect(Collectors.joining(","));
    }
}
