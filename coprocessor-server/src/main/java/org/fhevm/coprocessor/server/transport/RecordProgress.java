package org.fhevm.coprocessor.server.transport;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/**
 * Follows the records of TLS in the bytes that arrive on one connection (RFC 8446, 5.1: a type, a version of two bytes
 * and a length of two, then the payload).
 */
final class RecordProgress implements UnitProgress {
    private static final int LENGTH_AT = 3;
    private static final int HEADER_BYTES = 5;

    /** Bytes of the record's header that have arrived. */
    private int headerRead;

    private int length;
    /** Bytes missing of the payload, once the header is complete. */
    private int left;

    private long unfinished;

    @Override
    public void arrived(ByteBuf bytes) {
        int index = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (index < end) {
            if (headerRead == HEADER_BYTES) {
                int count = Math.min(left, end - index);
                index += count;
                left -= count;
                unfinished += count;
            } else {
                header(bytes.getByte(index) & 0xff);
                index++;
                unfinished++;
            }
            if (headerRead == HEADER_BYTES && left == 0) {
                headerRead = 0;
                length = 0;
                unfinished = 0;
            }
        }
    }

    private void header(int value) {
        if (headerRead >= LENGTH_AT) {
            length = length << 8 | value;
        }
        headerRead++;
        left = length;
    }

    @Override
    public long unfinished() {
        return unfinished;
    }
}
