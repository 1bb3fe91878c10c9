package org.fhevm.coprocessor.server.transport;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/**
 * Follows the frames of one connection in the bytes that arrive (RFC 9113, 4.1: a length of three bytes, a type, flags
 * and a stream, then the payload). The transport keeps the bytes of a frame until the whole frame has arrived, and
 * those of a header block until its last frame has arrived.
 */
final class FrameProgress implements UnitProgress {
    private static final int PREFACE_BYTES = 24;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int HEADER_BYTES = 9;

    private static final int HEADERS = 1;
    private static final int PUSH_PROMISE = 5;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    /** Bytes of the frame's header that have arrived. */
    private int headerRead;

    private int length;
    private int type = -1;
    private int flags;
    /** Bytes missing of the payload, or of the preface that comes before all frames. */
    private int left = PREFACE_BYTES;

    private long unfinished;

    @Override
    public void arrived(ByteBuf bytes) {
        int index = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (index < end) {
            if (left > 0) {
                int count = Math.min(left, end - index);
                index += count;
                left -= count;
                unfinished += count;
            } else {
                header(bytes.getByte(index) & 0xff);
                index++;
                unfinished++;
            }
            if (left == 0 && headerRead == 0) {
                ended();
            }
        }
    }

    private void header(int value) {
        if (headerRead < LENGTH_BYTES) {
            length = length << 8 | value;
        } else if (headerRead == TYPE_AT) {
            type = value;
        } else if (headerRead == FLAGS_AT) {
            flags = value;
        }
        headerRead++;
        if (headerRead == HEADER_BYTES) {
            headerRead = 0;
            left = length;
            length = 0;
        }
    }

    private void ended() {
        boolean isOfHeaders = type == HEADERS || type == PUSH_PROMISE || type == CONTINUATION;
        if (!isOfHeaders || (flags & END_HEADERS) != 0) {
            unfinished = 0;
        }
    }

    /** Bytes of a frame or a header block that has not arrived completely; 0 between frames. */
    @Override
    public long unfinished() {
        return unfinished;
    }
}
