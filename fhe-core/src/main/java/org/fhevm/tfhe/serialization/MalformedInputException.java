package org.fhevm.tfhe.serialization;

/**
 * Malformed bytes from outside.
 *
 * <p>The message is meant for the sender of the bytes. Where tfhe-rs would refuse the same bytes it is the text of
 * tfhe-rs, because clients recognise it. The {@linkplain #detail() detail} is for operators. Neither contains a byte of
 * key or ciphertext.
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

    /** Number of bytes consumed before the error was found. */
    public long offset() {
        return offset;
    }

    /** The exact reason, if the message does not state it; otherwise empty. */
    public String detail() {
        return detail;
    }

    /** Message, offset and detail in one line, for a log. */
    public String describe() {
        String text = getMessage() + " (at byte " + offset + ")";
        return detail.isEmpty() ? text : text + ": " + detail;
    }
}
