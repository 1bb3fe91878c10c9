package org.fhevm.tfhe.operation;

import static org.fhevm.tfhe.operation.AcceptedTypes.ALL;
import static org.fhevm.tfhe.operation.AcceptedTypes.INTEGERS;
import static org.fhevm.tfhe.operation.AcceptedTypes.INTEGERS_AND_BYTES;
import static org.fhevm.tfhe.operation.AcceptedTypes.NONE;
import static org.fhevm.tfhe.operation.ResultRule.BOOLEAN;
import static org.fhevm.tfhe.operation.ResultRule.NAMED_BY_LAST;
import static org.fhevm.tfhe.operation.ResultRule.SAME_AS_FIRST;
import static org.fhevm.tfhe.operation.ResultRule.SAME_AS_SECOND;
import static org.fhevm.tfhe.operation.ScalarRule.NEVER;
import static org.fhevm.tfhe.operation.ScalarRule.RIGHT_ALLOWED;
import static org.fhevm.tfhe.operation.ScalarRule.RIGHT_REQUIRED;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The table of operations. A row states the wire code, the name in error messages, the number of operands, the places
 * of scalars, the types of encrypted operands, and the type of the result.
 *
 * <p>Code 22 is the on-chain verification of an input and never reaches this program; the wire protocol declares code
 * 32, which is not a computation ({@link #isComputation()}).
 */
public enum FheOperation {
    ADD(0, "FheAdd", 2, RIGHT_ALLOWED, INTEGERS, SAME_AS_FIRST),
    SUB(1, "FheSub", 2, RIGHT_ALLOWED, INTEGERS, SAME_AS_FIRST),
    MUL(2, "FheMul", 2, RIGHT_ALLOWED, INTEGERS, SAME_AS_FIRST),
    DIV(3, "FheDiv", 2, RIGHT_ALLOWED, INTEGERS, SAME_AS_FIRST),
    REM(4, "FheRem", 2, RIGHT_ALLOWED, INTEGERS, SAME_AS_FIRST),
    BIT_AND(5, "FheBitAnd", 2, RIGHT_ALLOWED, ALL, SAME_AS_FIRST),
    BIT_OR(6, "FheBitOr", 2, RIGHT_ALLOWED, ALL, SAME_AS_FIRST),
    BIT_XOR(7, "FheBitXor", 2, RIGHT_ALLOWED, ALL, SAME_AS_FIRST),
    SHL(8, "FheShl", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, SAME_AS_FIRST),
    SHR(9, "FheShr", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, SAME_AS_FIRST),
    ROTL(10, "FheRotl", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, SAME_AS_FIRST),
    ROTR(11, "FheRotr", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, SAME_AS_FIRST),
    EQ(12, "FheEq", 2, RIGHT_ALLOWED, ALL, BOOLEAN),
    NE(13, "FheNe", 2, RIGHT_ALLOWED, ALL, BOOLEAN),
    GE(14, "FheGe", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, BOOLEAN),
    GT(15, "FheGt", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, BOOLEAN),
    LE(16, "FheLe", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, BOOLEAN),
    LT(17, "FheLt", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, BOOLEAN),
    MIN(18, "FheMin", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, SAME_AS_FIRST),
    MAX(19, "FheMax", 2, RIGHT_ALLOWED, INTEGERS_AND_BYTES, SAME_AS_FIRST),
    NEG(20, "FheNeg", 1, NEVER, INTEGERS_AND_BYTES, SAME_AS_FIRST),
    NOT(21, "FheNot", 1, NEVER, ALL, SAME_AS_FIRST),
    /** The second operand is the code of the type to cast to. */
    CAST(23, "FheCast", 2, RIGHT_REQUIRED, ALL, NAMED_BY_LAST),
    /** Operands: the value, most significant byte first; the code of its type. */
    TRIVIAL_ENCRYPT(24, "FheTrivialEncrypt", 2, ScalarRule.ALL, NONE, NAMED_BY_LAST),
    /** Operands: a boolean, the value if it is true, the value if it is false. */
    IF_THEN_ELSE(25, "FheIfThenElse", 3, NEVER, ALL, SAME_AS_SECOND),
    /** Operands: the seed; the code of the result's type. */
    RAND(26, "FheRand", 2, ScalarRule.ALL, NONE, NAMED_BY_LAST),
    /** Operands: the seed; the bound, most significant byte first; the code of the result's type. */
    RAND_BOUNDED(27, "FheRandBounded", 3, ScalarRule.ALL, NONE, NAMED_BY_LAST),
    GET_CIPHERTEXT(32, "FheGetInputCiphertext", 0, NEVER, NONE, SAME_AS_FIRST);

    private static final Map<Integer, FheOperation> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(FheOperation::code, Function.identity()));

    private final int code;
    private final String errorName;
    private final int arity;
    private final ScalarRule scalarRule;
    private final AcceptedTypes acceptedTypes;
    private final ResultRule resultRule;

    FheOperation(
            int code,
            String errorName,
            int arity,
            ScalarRule scalarRule,
            AcceptedTypes acceptedTypes,
            ResultRule resultRule) {
        this.code = code;
        this.errorName = errorName;
        this.arity = arity;
        this.scalarRule = scalarRule;
        this.acceptedTypes = acceptedTypes;
        this.resultRule = resultRule;
    }

    /** The operation with this wire code, or empty for a number that is not in the table. */
    public static Optional<FheOperation> fromCode(int code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** The number of this operation on the wire and in the database. */
    public int code() {
        return code;
    }

    /** The name that error messages use. */
    public String errorName() {
        return errorName;
    }

    /** Number of operands, scalars included. */
    public int arity() {
        return arity;
    }

    public ScalarRule scalarRule() {
        return scalarRule;
    }

    public AcceptedTypes acceptedTypes() {
        return acceptedTypes;
    }

    public ResultRule resultRule() {
        return resultRule;
    }

    /** Whether the row is an operation on values, rather than a number reserved by the wire protocol. */
    public boolean isComputation() {
        return this != GET_CIPHERTEXT;
    }

    /**
     * Whether the operand at this index is a scalar, in a computation whose types have been checked. Stored
     * computations hold dependencies and scalars alike as plain byte strings, and this rule separates them.
     *
     * @param hasScalar whether the computation was submitted with at least one scalar
     */
    public boolean isScalarOperand(int operandIndex, boolean hasScalar) {
        return switch (scalarRule) {
            case NEVER -> false;
            case RIGHT_ALLOWED -> hasScalar && operandIndex == 1;
            case RIGHT_REQUIRED -> operandIndex == 1;
            case ALL -> true;
        };
    }
}
