package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares every operation with unencrypted integers: edge values and seeded random ones, as encrypted, trivial and
 * scalar operands.
 */
class IntegerOperationTest {
    private static final ToyKeys KEYS = ToyKeys.shared();
    private static final RadixContext CONTEXT = new RadixContext(KEYS.serverKey(), new InlineExecutor(8));
    private static final Encryptor ENCRYPTOR = new Encryptor(KEYS.clientKey(), new SecureRandom());
    private static final Decryptor DECRYPTOR = new Decryptor(KEYS.clientKey());

    private interface Encrypted {
        RadixCiphertext apply(RadixCiphertext left, RadixCiphertext right);
    }

    private interface WithScalar {
        RadixCiphertext apply(RadixCiphertext left, int[] right);
    }

    private record Operation(String name, Encrypted encrypted, WithScalar scalar, BinaryOperator<BigInteger> model) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static RadixCiphertext one(ShortintCiphertext block) {
        return new RadixCiphertext(List.of(block));
    }

    private static BigInteger bit(boolean value) {
        return value ? BigInteger.ONE : BigInteger.ZERO;
    }

    private static final List<Operation> OPERATIONS = List.of(
            new Operation(
                    "add",
                    (x, y) -> Addition.add(CONTEXT, x, y),
                    (x, y) -> Addition.addScalar(CONTEXT, x, y),
                    BigInteger::add),
            new Operation(
                    "sub",
                    (x, y) -> Addition.subtract(CONTEXT, x, y),
                    (x, y) -> Addition.subtractScalar(CONTEXT, x, y),
                    BigInteger::subtract),
            new Operation(
                    "and",
                    (x, y) -> Bitwise.apply(CONTEXT, Bitwise.Operator.AND, x, y),
                    (x, y) -> Bitwise.applyScalar(CONTEXT, Bitwise.Operator.AND, x, y),
                    BigInteger::and),
            new Operation(
                    "or",
                    (x, y) -> Bitwise.apply(CONTEXT, Bitwise.Operator.OR, x, y),
                    (x, y) -> Bitwise.applyScalar(CONTEXT, Bitwise.Operator.OR, x, y),
                    BigInteger::or),
            new Operation(
                    "xor",
                    (x, y) -> Bitwise.apply(CONTEXT, Bitwise.Operator.XOR, x, y),
                    (x, y) -> Bitwise.applyScalar(CONTEXT, Bitwise.Operator.XOR, x, y),
                    BigInteger::xor),
            new Operation(
                    "eq",
                    (x, y) -> one(Comparison.equal(CONTEXT, x, y)),
                    (x, y) -> one(Comparison.equalScalar(CONTEXT, x, y)),
                    (x, y) -> bit(x.equals(y))),
            new Operation(
                    "ne",
                    (x, y) -> one(Comparison.notEqual(CONTEXT, x, y)),
                    (x, y) -> one(Comparison.notEqualScalar(CONTEXT, x, y)),
                    (x, y) -> bit(!x.equals(y))),
            new Operation(
                    "lt",
                    (x, y) -> one(Comparison.less(CONTEXT, x, y)),
                    (x, y) -> one(Comparison.lessScalar(CONTEXT, x, y)),
                    (x, y) -> bit(x.compareTo(y) < 0)),
            new Operation(
                    "le",
                    (x, y) -> one(Comparison.greaterOrEqual(CONTEXT, y, x)),
                    (x, y) -> one(Comparison.lessOrEqualScalar(CONTEXT, x, y)),
                    (x, y) -> bit(x.compareTo(y) <= 0)),
            new Operation(
                    "gt",
                    (x, y) -> one(Comparison.less(CONTEXT, y, x)),
                    (x, y) -> one(Comparison.greaterScalar(CONTEXT, x, y)),
                    (x, y) -> bit(x.compareTo(y) > 0)),
            new Operation(
                    "ge",
                    (x, y) -> one(Comparison.greaterOrEqual(CONTEXT, x, y)),
                    (x, y) -> one(Comparison.greaterOrEqualScalar(CONTEXT, x, y)),
                    (x, y) -> bit(x.compareTo(y) >= 0)));

    static Stream<Arguments> operationsAndWidths() {
        return OPERATIONS.stream()
                .flatMap(operation -> Stream.of(4, 8, 16, 32, 64, 160, 256).map(bits -> Arguments.of(operation, bits)));
    }

    static List<BigInteger[]> operands(int bits) {
        BigInteger all = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        Set<BigInteger> edges = new LinkedHashSet<>(List.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                all,
                all.subtract(BigInteger.ONE),
                BigInteger.ONE.shiftLeft(bits - 1),
                BigInteger.ONE.shiftLeft(bits / 2)));
        Random random = new Random(bits);
        List<BigInteger[]> pairs = new ArrayList<>();
        if (bits <= 16) {
            for (BigInteger x : edges) {
                for (BigInteger y : edges) {
                    pairs.add(new BigInteger[] {x, y});
                }
            }
        } else {
            pairs.add(new BigInteger[] {all, BigInteger.ONE});
            pairs.add(new BigInteger[] {BigInteger.ZERO, all});
            pairs.add(new BigInteger[] {all, all});
        }
        for (int i = 0; i < (bits <= 16 ? 10 : 3); i++) {
            BigInteger x = new BigInteger(bits, random);
            pairs.add(new BigInteger[] {x, new BigInteger(bits, random)});
            pairs.add(new BigInteger[] {x, x.flipBit(random.nextInt(bits))});
        }
        return pairs;
    }

    private static int[] digits(BigInteger value, int blocks) {
        int[] digits = new int[blocks];
        for (int i = 0; i < blocks; i++) {
            digits[i] = (value.testBit(2 * i) ? 1 : 0) + (value.testBit(2 * i + 1) ? 2 : 0);
        }
        return digits;
    }

    @ParameterizedTest(name = "{0} on {1} bits")
    @MethodSource("operationsAndWidths")
    void agreesWithUnencryptedIntegers(Operation operation, int bits) {
        int blocks = bits / 2;
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits);
        for (BigInteger[] pair : operands(bits)) {
            RadixCiphertext left = ENCRYPTOR.encrypt(pair[0], blocks);
            RadixCiphertext right = ENCRYPTOR.encrypt(pair[1], blocks);
            int[] rightDigits = digits(pair[1], blocks);
            BigInteger expected = operation.model.apply(pair[0], pair[1]).mod(modulus);
            check(operation.encrypted.apply(left, right), expected, operation + " " + pair[0] + " " + pair[1]);
            check(
                    operation.scalar.apply(left, rightDigits),
                    expected,
                    operation + " " + pair[0] + " scalar " + pair[1]);
            check(
                    operation.encrypted.apply(left, CONTEXT.trivial(rightDigits)),
                    expected,
                    operation + " " + pair[0] + " trivial " + pair[1]);
            check(
                    operation.encrypted.apply(CONTEXT.trivial(digits(pair[0], blocks)), right),
                    expected,
                    operation + " trivial " + pair[0] + " " + pair[1]);
        }
    }

    @ParameterizedTest(name = "{0} on {1} bits")
    @MethodSource("operationsAndWidths")
    void takesTheSameOperandTwice(Operation operation, int bits) {
        BigInteger value = new BigInteger(bits, new Random(9));
        RadixCiphertext operand = ENCRYPTOR.encrypt(value, bits / 2);
        BigInteger expected = operation.model.apply(value, value).mod(BigInteger.ONE.shiftLeft(bits));
        check(operation.encrypted.apply(operand, operand), expected, operation + " of " + value + " and itself");
    }

    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void selectsEitherBranch(int bits) {
        for (BigInteger[] pair : operands(bits)) {
            for (boolean condition : new boolean[] {false, true}) {
                ShortintCiphertext flag =
                        ENCRYPTOR.encryptBoolean(condition).blocks().getFirst();
                RadixCiphertext x = ENCRYPTOR.encrypt(pair[0], bits / 2);
                RadixCiphertext y = ENCRYPTOR.encrypt(pair[1], bits / 2);
                RadixCiphertext trivialX = CONTEXT.trivial(digits(pair[0], bits / 2));
                RadixCiphertext trivialY = CONTEXT.trivial(digits(pair[1], bits / 2));
                BigInteger expected = condition ? pair[0] : pair[1];
                check(Selection.select(CONTEXT, flag, x, y), expected, "both encrypted");
                check(Selection.select(CONTEXT, flag, trivialX, y), expected, "first trivial");
                check(Selection.select(CONTEXT, flag, x, trivialY), expected, "second trivial");
                check(Selection.select(CONTEXT, flag, trivialX, trivialY), expected, "both trivial");
                check(Selection.select(CONTEXT, CONTEXT.trivial(condition ? 1 : 0), x, y), expected, "trivial flag");
            }
        }
    }

    @ParameterizedTest(name = "{0} bits")
    @MethodSource("widths")
    void negatesComplementsAndTestsForZero(int bits) {
        BigInteger modulus = BigInteger.ONE.shiftLeft(bits);
        for (BigInteger[] pair : operands(bits)) {
            RadixCiphertext x = ENCRYPTOR.encrypt(pair[0], bits / 2);
            check(Addition.negate(CONTEXT, x), pair[0].negate().mod(modulus), "neg " + pair[0]);
            check(Bitwise.not(CONTEXT, x), modulus.subtract(BigInteger.ONE).subtract(pair[0]), "not " + pair[0]);
            check(one(Comparison.notZero(CONTEXT, x)), bit(pair[0].signum() != 0), "not zero " + pair[0]);
        }
    }

    @Test
    void booleansCombineAndAreChosenBetween() {
        for (int bits = 0; bits < 8; bits++) {
            boolean c = (bits & 1) != 0;
            boolean x = (bits & 2) != 0;
            boolean y = (bits & 4) != 0;
            RadixCiphertext flag = ENCRYPTOR.encryptBoolean(c);
            RadixCiphertext left = ENCRYPTOR.encryptBoolean(x);
            RadixCiphertext right = ENCRYPTOR.encryptBoolean(y);
            int[] scalar = {y ? 1 : 0};
            check(Selection.select(CONTEXT, flag.blocks().getFirst(), left, right), bit(c ? x : y), "select");
            check(Bitwise.apply(CONTEXT, Bitwise.Operator.AND, left, right), bit(x & y), "and");
            check(Bitwise.apply(CONTEXT, Bitwise.Operator.OR, left, right), bit(x | y), "or");
            check(Bitwise.apply(CONTEXT, Bitwise.Operator.XOR, left, right), bit(x ^ y), "xor");
            check(Bitwise.applyScalar(CONTEXT, Bitwise.Operator.AND, left, scalar), bit(x & y), "and scalar");
            check(Bitwise.applyScalar(CONTEXT, Bitwise.Operator.OR, left, scalar), bit(x | y), "or scalar");
            check(Bitwise.applyScalar(CONTEXT, Bitwise.Operator.XOR, left, scalar), bit(x ^ y), "xor scalar");
            check(Bitwise.notBoolean(CONTEXT, left), bit(!x), "not");
            check(one(Comparison.equal(CONTEXT, left, right)), bit(x == y), "eq");
            check(one(Comparison.notEqualScalar(CONTEXT, left, scalar)), bit(x != y), "ne scalar");
        }
    }

    static List<Integer> widths() {
        return List.of(4, 8, 16, 64, 160);
    }

    private static void check(RadixCiphertext result, BigInteger expected, String what) {
        assertThat(DECRYPTOR.decrypt(result)).as(what).isEqualTo(expected);
        for (ShortintCiphertext block : result.blocks()) {
            int value = DECRYPTOR.decryptBlock(block);
            assertThat(value).as("%s: every block within its degree", what).isBetween(0, block.degree());
            assertThat(block.degree()).as("%s: degree", what).isLessThanOrEqualTo(3);
            assertThat(block.noiseSquared())
                    .as("%s: noise", what)
                    .isLessThanOrEqualTo(RadixContext.MAXIMUM_OPERAND_NOISE);
        }
    }
}
