package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.integer.Digits;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;

/**
 * Operands for operations whose bootstraps a {@link NoiseModel} replaces, and the checks of their results: value, noise
 * and degree of each block.
 */
final class ModelledOperations {
    /** The error of a measurement over some hundred words. */
    private static final double PRECISION = 1.15;
    /** The noise bound of operations, as it may be measured. */
    private static final double LARGEST_NOISE = 10 * PRECISION;

    private final NoiseModel model;
    private final RadixContext context;

    /** @param model under the toy keys */
    ModelledOperations(NoiseModel model) {
        this.model = model;
        this.context = new RadixContext(ToyKeys.shared().serverKey(), model);
    }

    FheOperand encrypted(FheType type, BigInteger value) {
        RadixCiphertext blocks = type.isBool()
                ? new RadixCiphertext(List.of(model.encryptBoolean(value.signum() != 0)))
                : model.encrypt(value, type.blocks());
        return new FheOperand.Encrypted(new FheValue(type, blocks));
    }

    FheOperand trivial(FheType type, BigInteger value) {
        return new FheOperand.Encrypted(new FheValue(type, context.trivial(Digits.of(value, type.blocks()))));
    }

    /** Every third block is encrypted. */
    FheOperand partlyTrivial(FheType type, BigInteger value) {
        int[] digits = Digits.of(value, type.blocks());
        List<ShortintCiphertext> blocks =
                new ArrayList<>(context.trivial(digits).blocks());
        for (int i = 0; i < blocks.size(); i += 3) {
            blocks.set(i, type.isBool() ? model.encryptBoolean(digits[i] == 1) : model.encrypt(digits[i]));
        }
        return new FheOperand.Encrypted(new FheValue(type, new RadixCiphertext(blocks)));
    }

    /**
     * Evaluates an operation, and checks its result.
     *
     * @param evaluator runs its bootstraps on the model
     * @param what names the operands in messages
     */
    void check(
            FheEvaluator evaluator,
            FheOperation operation,
            FheType type,
            List<FheOperand> operands,
            BigInteger expected,
            Object what)
            throws FheComputationException {
        FheType resultType = operation.resultRule() == ResultRule.BOOLEAN ? FheType.BOOL : type;
        model.reset();
        RadixCiphertext result =
                evaluator.evaluate(operation, resultType, operands).ciphertext();
        assertThat(model.decrypt(result))
                .as("%s %s of %s", operation, type, what)
                .isEqualTo(expected);
        assertThat(model.largestNoise()).as("noise of %s %s", operation, type).isLessThan(LARGEST_NOISE);
        for (ShortintCiphertext block : result.blocks()) {
            assertThat(model.decrypt(block))
                    .as("%s %s of %s: a block within its degree", operation, type, what)
                    .isBetween(0, block.degree());
            assertThat(block.degree()).isLessThanOrEqualTo(resultType.isBool() ? 1 : 3);
            assertThat(block.noiseSquared()).isLessThanOrEqualTo(RadixContext.MAXIMUM_OPERAND_NOISE);
            assertThat(model.noise(block)).isLessThanOrEqualTo(PRECISION * Math.sqrt(block.noiseSquared()));
        }
    }
}
