package org.fhevm.coprocessor.server.transport;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.time.Duration;

/** The unit, such as a frame, of which a part has arrived on a connection, and since when. */
final class ArrivingUnit {
    private final UnitProgress progress;
    /** 0 between units. */
    private long begunAt;

    ArrivingUnit(UnitProgress progress) {
        this.progress = progress;
    }

    /**
     * Follows bytes that have just arrived.
     *
     * @return whether they complete the unit that had begun before
     */
    boolean arrived(ByteBuf bytes, long now) {
        long before = progress.unfinished();
        progress.arrived(bytes);
        boolean isOther = progress.unfinished() < before + bytes.readableBytes();
        boolean completed = begunAt != 0 && isOther;
        if (completed) {
            begunAt = 0;
        }
        if (progress.unfinished() > 0 && begunAt == 0) {
            begunAt = now;
        }
        return completed;
    }

    long unfinished() {
        return progress.unfinished();
    }

    boolean isOlderThan(Duration time, long now) {
        return begunAt != 0 && now - begunAt > time.toNanos();
    }
}
