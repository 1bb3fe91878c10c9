package org.fhevm.coprocessor.server.grpc;

import org.fhevm.coprocessor.common.access.Right;

/** The right that each call of the protocol needs. */
final class NeededRights {
    private NeededRights() {}

    /** @param method its name without that of the service */
    static Right of(String method) {
        return switch (method) {
            case "AsyncCompute" -> Right.SCHEDULE;
            case "UploadInputs" -> Right.UPLOAD;
            case "GetCiphertexts" -> Right.READ;
            case "TrivialEncryptCiphertexts" -> Right.TRIVIAL_ENCRYPT;
            default -> throw new IllegalArgumentException("no right is known for calls of " + method);
        };
    }
}
