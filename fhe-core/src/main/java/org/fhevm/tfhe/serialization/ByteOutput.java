package org.fhevm.tfhe.serialization;

/** Takes little-endian bytes. Mutable; for one thread. */
sealed interface ByteOutput permits BufferOutput, CountingOutput {
    void writeByte(byte value);

    void writeInt(int value);

    void writeLong(long value);

    void writeBytes(byte[] source);

    void writeLongs(long[] source, int from, int length);

    void writeDoubles(double[] source, int from, int length);
}
