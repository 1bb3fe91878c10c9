package org.fhevm.tfhe.serialization;

/** Computes the length of an output, without reading the content of arrays. */
final class CountingOutput implements ByteOutput {
    private long count;

    long count() {
        return count;
    }

    @Override
    public void writeByte(byte value) {
        count += Byte.BYTES;
    }

    @Override
    public void writeInt(int value) {
        count += Integer.BYTES;
    }

    @Override
    public void writeLong(long value) {
        count += Long.BYTES;
    }

    @Override
    public void writeBytes(byte[] source) {
        count += source.length;
    }

    @Override
    public void writeLongs(long[] source, int from, int length) {
        count += (long) length * Long.BYTES;
    }

    @Override
    public void writeDoubles(double[] source, int from, int length) {
        count += (long) length * Double.BYTES;
    }
}
