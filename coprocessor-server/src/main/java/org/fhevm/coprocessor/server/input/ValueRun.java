package org.fhevm.coprocessor.server.input;

/**
 * Consecutive values of a list that are expanded and compressed together.
 *
 * @param firstValue index of the first one
 * @param values how many there are
 * @param firstBlock index of their first block among those of the list
 * @param blocks how many blocks they have
 */
public record ValueRun(int firstValue, int values, int firstBlock, int blocks) {
    public int endBlock() {
        return firstBlock + blocks;
    }
}
