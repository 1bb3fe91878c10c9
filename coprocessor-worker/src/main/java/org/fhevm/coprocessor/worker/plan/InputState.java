package org.fhevm.coprocessor.worker.plan;

import org.fhevm.coprocessor.common.id.Handle;

/** The state of an input of a computation. */
public sealed interface InputState {
    /** Its ciphertext is stored, in whatever state the row of that name is, or this worker is computing it already. */
    record Available() implements InputState {}

    /** It does not exist yet. It may be computed later, or may not even be announced. */
    record Pending() implements InputState {}

    /**
     * Its computation failed for good, and no ciphertext is stored under its name.
     *
     * @param root where the failure began: the input itself, or a value that it depends on
     * @param reason the error message at the root
     */
    record Failed(Handle root, String reason) implements InputState {}
}
