package org.fhevm.coprocessor.worker.plan;

import org.fhevm.coprocessor.common.id.Handle;

/** What is known of an input of a computation. */
public sealed interface InputState {

    /** Its ciphertext is stored, whatever the row of that name says, or this worker is computing it already. */
    record Available() implements InputState {}

    /** It does not exist yet; somebody may compute it, or not even have announced it. */
    record Pending() implements InputState {}

    /**
     * Its computation failed for good, and no ciphertext is stored under its name.
     *
     * @param root where the failure began: the input itself, or something it was to be computed from
     * @param reason the error message at the root
     */
    record Failed(Handle root, String reason) implements InputState {}
}
