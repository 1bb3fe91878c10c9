package org.fhevm.coprocessor.server;

import org.fhevm.coprocessor.common.repository.ChannelListener;
import org.fhevm.coprocessor.common.repository.CiphertextsAvailable;
import org.fhevm.coprocessor.common.repository.PendingResults;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.fhevm.coprocessor.server.pending.PendingReads;

/** Reads that wait for results, and the connection on which the server receives workers' announcements of results. */
final class ResultListening implements AutoCloseable {
    private final PendingReads reads;
    private final ChannelListener listener;

    ResultListening(Waiting waiting, ServerDaemon.Parts parts, ServerEvents events) {
        this.reads = new PendingReads(
                waiting,
                new PendingResults(parts.database().dsl())::among,
                PendingReads.Timing.DEFAULT,
                events,
                parts.metrics().registry());
        this.listener = new ChannelListener(parts.database(), CiphertextsAvailable.CHANNEL, reads);
    }

    PendingReads reads() {
        return reads;
    }

    void start() {
        reads.start();
        listener.start();
    }

    @Override
    public void close() {
        reads.close();
        listener.close();
    }
}
