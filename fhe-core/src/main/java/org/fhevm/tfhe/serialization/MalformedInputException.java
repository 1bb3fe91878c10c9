package org.fhevm.tfhe.serialization;

/**
 * Bytes from outside that are not what they should be.
 *
 * <p>The message is meant for the sender of the bytes. Where tfhe-rs would refuse the same bytes it is the text that
 * tfhe-rs gives, because clients recognise it. The {@linkplain #detail() detail} is for operators. Neither contains a
 * byte of key or ciphertext.
 */
public class MalformedInputException extends Exception {
    private final long offset;
    private final String detail;

    public MalformedInputException(String message, long offset) {
        this(message, offset, "");
    }

    public MalformedInputException(String message, long offset, String detail) {
        super(message);
        this.offset = offset;
        this.detail = detail;
    }

    /** How many bytes of the input had been consumed when this came to light. */
    public long offset() {
        return offset;
    }

    /** What exactly is wrong, if the message does not tell; otherwise empty. */
    public String detail() {
        return detail;
    }

    /** Message, place and detail in one line, for a log. */
    public String describe() {
        String text = getMessage() + " (at byte " + offset + ")";
        return detail.isEmpty() ? text : text + ": " + detail;
    }
}
