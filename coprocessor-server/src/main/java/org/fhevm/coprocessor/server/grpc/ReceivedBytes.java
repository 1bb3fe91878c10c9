package org.fhevm.coprocessor.server.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of a request as the transport receives them. Before the call is admitted there are none to count:
 * the transport reads a message only when one is requested.
 */
public final class ReceivedBytes extends ServerStreamTracer {
    static final Context.Key<ReceivedBytes> KEY = Context.key("received-bytes");

    private volatile @Nullable LongConsumer counter;

    private ReceivedBytes() {}

    /** One instance for each stream. */
    public static Factory factory() {
        return new Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
                return new ReceivedBytes();
            }
        };
    }

    /** Sets the counter, which then receives counts of bytes on a thread of the transport. */
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
