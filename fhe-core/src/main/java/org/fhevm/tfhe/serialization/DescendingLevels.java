package org.fhevm.tfhe.serialization;

/** Turns keys whose levels are stored from least to most significant into the order of the entities. */
final class DescendingLevels {
    private DescendingLevels() {}

    /**
     * Reverses the order of the rows inside each group, in place.
     *
     * @param words [group][levelCount][rowLength]
     */
    static void reverse(long[] words, int levelCount, int rowLength) {
        int groupLength = levelCount * rowLength;
        for (int group = 0; group < words.length; group += groupLength) {
            for (int level = 0; level < levelCount / 2; level++) {
                swap(words, group + level * rowLength, group + (levelCount - 1 - level) * rowLength, rowLength);
            }
        }
    }

    private static void swap(long[] words, int first, int second, int length) {
        for (int i = 0; i < length; i++) {
            long word = words[first + i];
            words[first + i] = words[second + i];
            words[second + i] = word;
        }
    }
}
