package org.fhevm.coprocessor.cli.computations;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import java.math.BigInteger;
import java.util.HexFormat;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheType;

/**
 * Parses operands of a computation as geth sends them: a handle in hexadecimal; {@code scalar:} and a number, which
 * geth sends in 32 bytes, or hexadecimal digits for exactly these bytes; {@code type:} and a type, for operations that
 * name that of their result.
 */
final class SubmittedOperand {
    private static final String SCALAR = "scalar:";
    private static final String TYPE = "type:";
    private static final String HEX = "0x";
    private static final int WORD_BYTES = 32;

    private SubmittedOperand() {}

    /** @throws CommandFailure if the text is no operand */
    static AsyncComputationInput parse(String text) {
        AsyncComputationInput.Builder input = AsyncComputationInput.newBuilder();
        if (text.startsWith(SCALAR)) {
            return input.setScalar(ByteString.copyFrom(scalar(text.substring(SCALAR.length()))))
                    .build();
        }
        if (text.startsWith(TYPE)) {
            byte[] code = {(byte) type(text.substring(TYPE.length())).code()};
            return input.setScalar(ByteString.copyFrom(code)).build();
        }
        Handle handle = HandleArguments.handle(text);
        return input.setInputHandle(ByteString.copyFrom(handle.bytes())).build();
    }

    private static byte[] scalar(String text) {
        try {
            if (text.startsWith(HEX)) {
                return bounded(HexFormat.of().parseHex(text.substring(HEX.length())));
            }
            BigInteger number = new BigInteger(text);
            if (number.signum() < 0 || number.bitLength() > 8 * WORD_BYTES) {
                throw new CommandFailure("a scalar is 0 to 2^256 - 1, or 0x and 1 to 256 bytes, not " + text);
            }
            byte[] word = new byte[WORD_BYTES];
            byte[] digits = number.toByteArray();
            int length = Math.min(digits.length, WORD_BYTES);
            System.arraycopy(digits, digits.length - length, word, WORD_BYTES - length, length);
            return word;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(text + " is no scalar: it is a decimal number, or 0x and two digits a byte", e);
        }
    }

    private static byte[] bounded(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > Handle.MAXIMUM_BYTES) {
            throw new CommandFailure("a scalar has 1 to " + Handle.MAXIMUM_BYTES + " bytes, not " + bytes.length);
        }
        return bytes;
    }

    private static FheType type(String name) {
        try {
            return FheNames.type(name, FheNames.types());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
