package org.fhevm.coprocessor.common.error;

/** Who has to act on an error, and whether trying again can help. */
public enum ErrorKind {
    /** The request is wrong and stays wrong. */
    CALLER_FAULT,
    /** The caller did not show who it is. */
    UNAUTHENTICATED,
    /** The request names something that does not exist, or not yet. */
    NOT_FOUND,
    /** The request contradicts itself or what is stored. */
    CONFLICT,
    /** The request is larger than this server allows. */
    LIMIT,
    /** Something the server depends on is away; the same request may succeed later. */
    UNAVAILABLE,
    /** A defect or a wrong set-up on our side. */
    OUR_FAULT
}
