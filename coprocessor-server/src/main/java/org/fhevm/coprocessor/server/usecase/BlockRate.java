package org.fhevm.coprocessor.server.usecase;

/** Limits the blocks of a tenant that are expanded or encrypted in a second. */
@FunctionalInterface
public interface BlockRate {
    BlockRate UNLIMITED = blocks -> {};

    /**
     * Counts blocks before there is work on them.
     *
     * @throws org.fhevm.coprocessor.common.error.CoprocessorException if there were too many lately
     */
    void spend(int blocks);
}
