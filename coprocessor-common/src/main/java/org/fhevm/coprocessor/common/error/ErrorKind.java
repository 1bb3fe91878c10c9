package org.fhevm.coprocessor.common.error;

/**
 * The kinds of error, named after gRPC codes; only {@link #CONFLICT} has no code of its own. A kind says who has to
 * act, and whether trying again can help.
 */
public enum ErrorKind {
    /** The request is invalid and stays invalid. */
    INVALID_ARGUMENT("caller_fault"),
    /** The caller did not show who it is. */
    UNAUTHENTICATED("unauthenticated"),
    /** The caller is known, and may not make this call. */
    PERMISSION_DENIED("permission_denied"),
    /** The request names something that does not exist, or not yet. */
    NOT_FOUND("not_found"),
    /** The request contradicts itself or the stored data. Answered as {@link #INVALID_ARGUMENT}, and counted apart. */
    CONFLICT("conflict"),
    /** The request is larger than this server allows, or the server has no room for it now. */
    RESOURCE_EXHAUSTED("limit"),
    /** Something the server depends on does not answer; the same request may succeed later. */
    UNAVAILABLE("unavailable"),
    /** A defect or a wrong configuration on our side. */
    INTERNAL("our_fault");

    private final String label;

    ErrorKind(String label) {
        this.label = label;
    }

    /** The kind in metrics and log lines, as dashboards and alerts know it. */
    public String label() {
        return label;
    }
}
