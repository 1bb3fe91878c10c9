package org.fhevm.coprocessor.common.tenant;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A stream of bytes that are fetched in pieces. It holds one piece at a time. Not thread-safe. */
final class PiecewiseInputStream extends InputStream {
    static final int PIECE_BYTES = 1 << 20;

    private final long size;
    private final Source source;
    private long fetched;
    private byte[] piece = new byte[0];
    private int position;

    PiecewiseInputStream(long size, Source source) {
        this.size = size;
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        return hasMore() ? Byte.toUnsignedInt(piece[position++]) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!hasMore()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return piece.length - position;
    }

    private boolean hasMore() throws IOException {
        if (position == piece.length && fetched < size) {
            int length = (int) Math.min(PIECE_BYTES, size - fetched);
            piece = source.fetch(fetched, length);
            if (piece.length != length) {
                throw new IOException("expected " + length + " bytes at " + fetched + ", got " + piece.length);
            }
            fetched += length;
            position = 0;
        }
        return position < piece.length;
    }

    /** Fetches exactly {@code length} bytes from {@code offset}. */
    @FunctionalInterface
    interface Source {
        byte[] fetch(long offset, int length);
    }
}
