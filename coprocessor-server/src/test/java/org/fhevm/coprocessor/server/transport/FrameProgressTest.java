package org.fhevm.coprocessor.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fhevm.coprocessor.server.testing.RawHttp2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameProgressTest {

    private static final byte[] PREFACE = new byte[24];

    private final FrameProgress progress = new FrameProgress();

    private long after(byte[]... pieces) {
        ByteBuf bytes = Unpooled.wrappedBuffer(pieces);
        int readable = bytes.readableBytes();
        progress.arrived(bytes);
        assertThat(bytes.readableBytes()).isEqualTo(readable);
        return progress.unfinished();
    }

    @Test
    void aWholeFrameLeavesNothing() {
        assertThat(after(PREFACE)).isZero();
        assertThat(after(RawHttp2.frame(RawHttp2.DATA, 0, 1, new byte[16_384]))).isZero();
        assertThat(after(RawHttp2.frame(RawHttp2.SETTINGS, 1, 0, new byte[0]))).isZero();
    }

    @Test
    void aHeaderBlockEndsWithItsLastFrame() {
        byte[] begin = RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM, 1, new byte[100]);
        byte[] more = RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, new byte[50]);
        byte[] end = RawHttp2.frame(RawHttp2.CONTINUATION, RawHttp2.END_HEADERS, 1, new byte[0]);
        assertThat(after(PREFACE, begin)).isEqualTo(109);
        assertThat(after(more)).isEqualTo(168);
        assertThat(after(end)).isZero();
    }

    /** Against a model that knows all boundaries. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void framesInAnyPiecesAreFollowed(long seed) {
        Random random = new Random(seed);
        List<Byte> bytes = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        add(bytes, expected, PREFACE, true);
        for (int frame = 0; frame < 200; frame++) {
            int type = random.nextInt(10);
            int flags = random.nextInt(256);
            boolean ends = !List.of(1, 5, 9).contains(type) || (flags & RawHttp2.END_HEADERS) != 0;
            byte[] payload = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(300)];
            add(bytes, expected, RawHttp2.frame(type, flags, 1, payload), ends);
        }
        int at = 0;
        while (at < bytes.size()) {
            byte[] piece = new byte[Math.min(1 + random.nextInt(500), bytes.size() - at)];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = bytes.get(at++);
            }
            assertThat(after(piece)).as("seed %s, after %s bytes", seed, at).isEqualTo(expected.get(at - 1));
        }
    }

    private static void add(List<Byte> bytes, List<Long> expected, byte[] frame, boolean ends) {
        for (int i = 0; i < frame.length; i++) {
            bytes.add(frame[i]);
            long before = expected.isEmpty() ? 0 : expected.getLast();
            expected.add(ends && i == frame.length - 1 ? 0 : before + 1);
        }
    }

    @Test
    void theConnectionWhoseFrameBeganFirstIsClosedWhenPartsTakeTooMuch() {
        int read = UnfinishedFrames.READ_BYTES;
        UnfinishedFrames frames = new UnfinishedFrames(3L * read);
        EmbeddedChannel first = new EmbeddedChannel();
        EmbeddedChannel second = new EmbeddedChannel();
        EmbeddedChannel third = new EmbeddedChannel();

        frames.have(first, 4 * read);
        assertThat(first.isOpen()).as("one is always allowed").isTrue();
        frames.have(second, 1);
        assertThat(first.isOpen()).isFalse();
        frames.have(third, 1);
        frames.have(second, 10);
        assertThat(frames.bytes()).isEqualTo(2 * read + 11);
        frames.have(third, read);
        assertThat(second.isOpen()).as("its frame is the older one").isFalse();
        frames.none(third);

        assertThat(third.isOpen()).isTrue();
        assertThat(frames.bytes()).isZero();
    }
}
