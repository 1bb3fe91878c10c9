package org.fhevm.coprocessor.server.transport;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** Follows units in the bytes that arrive on a connection, whose bytes are kept until a unit is complete. */
interface UnitProgress {
    /** Follows the readable bytes, which have just arrived; copies and keeps none. */
    void arrived(ByteBuf bytes);

    /** Bytes of a unit that has not arrived completely; 0 between units. */
    long unfinished();
}
