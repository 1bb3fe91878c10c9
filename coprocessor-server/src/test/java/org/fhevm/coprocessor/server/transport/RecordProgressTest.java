package org.fhevm.coprocessor.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordProgressTest {
    private static final byte HANDSHAKE = 22;
    private static final short TLS_1_2 = 0x0303;

    private final RecordProgress progress = new RecordProgress();

    private static byte[] entry(int length) {
        return ByteBuffer.allocate(5 + length)
                .put(HANDSHAKE)
                .putShort(TLS_1_2)
                .putShort((short) length)
                .array();
    }

    private long after(byte[] piece, int from, int to) {
        ByteBuf bytes = Unpooled.wrappedBuffer(piece, from, to - from);
        progress.arrived(bytes);
        assertThat(bytes.readableBytes()).isEqualTo(to - from);
        return progress.unfinished();
    }

    @Test
    void aWholeRecordLeavesNothing() {
        assertThat(after(entry(0), 0, 5)).isZero();
        assertThat(after(entry(16_640), 0, 16_645)).isZero();
    }

    /** Against a model that knows all boundaries. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void recordsInAnyPiecesAreFollowed(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<Integer> expected = new ArrayList<>();
        for (int count = 0; count < 200; count++) {
            byte[] entry = entry(random.nextInt(4) == 0 ? 0 : random.nextInt(400));
            for (int index = 1; index <= entry.length; index++) {
                expected.add(index == entry.length ? 0 : index);
            }
            stream.writeBytes(entry);
        }
        byte[] bytes = stream.toByteArray();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(500));
            assertThat(after(bytes, from, to)).as("up to %d", to).isEqualTo((long) expected.get(to - 1));
            from = to;
        }
    }
}
