package org.fhevm.coprocessor.common.metrics;

import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;

/** Pages that the port of metrics and health serves besides its own. */
public interface PageSource {
    /** Whether there are pages under this path, which has no query. Called on the event loop, so it must not wait. */
    boolean has(String path);

    /**
     * The answer to a request to read a page. One thread, which makes no other answers, calls it for one request after
     * the other, so it may wait for a database. Requests for the same target that wait together get the same answer.
     *
     * @param target path and query, as the client wrote them
     */
    Answer answer(String target);
}
