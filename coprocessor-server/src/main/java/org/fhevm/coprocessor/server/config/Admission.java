package org.fhevm.coprocessor.server.config;

import java.time.Duration;
import org.fhevm.coprocessor.common.config.Check;
import org.fhevm.coprocessor.common.config.HeapShare;

/**
 * Bounds of the memory of calls, over all tenants. A tenant may hold as much as remains free for others: alone it gets
 * half, two tenants get a third each, so that there is always room for another one.
 *
 * @param requestBytes of requests and of the objects of their elements, from the arrival of the first byte until the
 *     call has ended
 * @param answerBytes of answers until the transport has handed them to the operating system; they are outside the heap
 * @param answerWait how long a call waits, before it is refused, for room for its answer, and to become a call in
 *     flight again after a wait for results
 */
public record Admission(long requestBytes, long answerBytes, Duration answerWait) {
    private static final long MEBIBYTE = 1024 * 1024;

    /** An answer of 5000 of the widest ciphertexts takes some 40 MB. */
    private static final long DEFAULT_ANSWER_BYTES = 128 * MEBIBYTE;

    private static final long LEAST_REQUEST_BYTES = 32 * MEBIBYTE;

    public Admission {
        Check.atLeast("the bytes of requests in flight", 1, requestBytes);
        Check.atLeast("the bytes of answers in flight", 1, answerBytes);
        if (answerWait.isNegative()) {
            throw new IllegalArgumentException(
                    "the time to wait for an answer must not be negative, got " + answerWait);
        }
    }

    /** Requests take an eighth of the heap, or 32 MiB on a small one; answers take 128 MiB. */
    public static Admission defaults() {
        return new Admission(
                Math.max(LEAST_REQUEST_BYTES, HeapShare.REQUESTS.bytes()),
                DEFAULT_ANSWER_BYTES,
                Duration.ofSeconds(10));
    }

    public Admission withRequestBytes(long changed) {
        return new Admission(changed, answerBytes, answerWait);
    }

    public Admission withAnswerBytes(long changed) {
        return new Admission(requestBytes, changed, answerWait);
    }

    public Admission withAnswerWait(Duration changed) {
        return new Admission(requestBytes, answerBytes, changed);
    }
}
