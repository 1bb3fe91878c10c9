package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of a request as the transport takes them in. Until its call is admitted none are: the transport reads
 * the beginning of a message only when one is asked for.
 */
public final class ReceivedBytes extends ServerStreamTracer {

    static final Context.Key<ReceivedBytes> KEY = Context.key("received-bytes");

    private volatile @Nullable LongConsumer counter;

    private ReceivedBytes() {}

    /** One for each stream. */
    public static Factory factory() {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new ReceivedBytes();
            }
        };
    }

    /** From now on the counter is told of bytes, on a thread of the transport. */
    void countBy(LongConsumer receiver) {
        counter = receiver;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
        LongConsumer receiver = counter;
        if (receiver != null) {
            receiver.accept(bytes);
        }
    }
}
