package org.fhevm.coprocessor.common.access;

import java.util.Arrays;
import java.util.Optional;

/** What a caller may do. Each call of the protocol needs one right. */
public enum Right {
    /** AsyncCompute, the only call that geth makes. It neither uploads nor reads ciphertexts. */
    SCHEDULE("schedule"),
    UPLOAD("upload"),
    READ("read"),
    TRIVIAL_ENCRYPT("trivial-encrypt");

    private final String label;

    Right(String label) {
        this.label = label;
    }

    /** The right in the database, in commands and in answers. */
    public String label() {
        return label;
    }

    /** The right of this label, if there is one. */
    public static Optional<Right> of(String label) {
        return Arrays.stream(values())
                .filter(right -> right.label.equals(label))
                .findFirst();
    }
}
