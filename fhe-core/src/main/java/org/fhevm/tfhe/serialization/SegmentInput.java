package org.fhevm.tfhe.serialization;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Input that is in memory as a whole. */
final class SegmentInput implements ByteInput {
    private final MemorySegment segment;
    private long position;

    SegmentInput(MemorySegment segment) {
        this.segment = segment;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long remaining() {
        return segment.byteSize() - position;
    }

    @Override
    public void skip(long count) {
        position += count;
    }

    @Override
    public byte readByte() {
        return segment.get(ValueLayout.JAVA_BYTE, position++);
    }

    @Override
    public int readInt() {
        int value = segment.get(INT, position);
        position += Integer.BYTES;
        return value;
    }

    @Override
    public long readLong() {
        long value = segment.get(WORD, position);
        position += Long.BYTES;
        return value;
    }

    @Override
    public void readBytes(byte[] target) {
        MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, target, 0, target.length);
        position += target.length;
    }

    @Override
    public void readLongs(long[] target, int from, int length) {
        MemorySegment.copy(segment, WORD, position, target, from, length);
        position += (long) length * Long.BYTES;
    }

    @Override
    public void readDoubles(double[] target, int from, int length) {
        MemorySegment.copy(segment, DOUBLE, position, target, from, length);
        position += (long) length * Double.BYTES;
    }
}
