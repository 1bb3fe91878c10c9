package org.fhevm.coprocessor.server.config;

import java.time.Duration;
import org.fhevm.coprocessor.common.config.Check;

/**
 * Bounds of the server's work at the same time and for one request, which bound the memory and time that calls take
 * from each other. A block has some 16 kB once it is expanded.
 *
 * @param maximumCalls calls that are served at the same time; more are refused, except uploads, which wait first
 * @param requestTime how long a request may take to arrive once its call has begun
 * @param maximumFheTasks pieces of FHE work at the same time, over all tenants; more wait for their turn
 * @param maximumBlocksPerList blocks that one list of an upload may expand to. The lists of clients hold 2048 bits,
 *     which is 1024 blocks; the reference's own tests pack a value of almost every type into one list, which is 2045
 * @param maximumBlocksPerUpload blocks that the lists of one upload may expand to together; without a bound, a message
 *     of the permitted size could keep the server busy for hours
 * @param maximumBlocksPerEncryption blocks that the values of one TrivialEncryptCiphertexts may take. The largest
 *     request of the reference's tests has 100,000
 */
public record Capacity(
        int maximumCalls,
        Duration requestTime,
        int maximumFheTasks,
        int maximumBlocksPerList,
        int maximumBlocksPerUpload,
        int maximumBlocksPerEncryption) {
    public static final Capacity DEFAULT =
            new Capacity(256, Duration.ofSeconds(30), 16, 2 * 1024, 10 * 1024, 128 * 1024);

    public Capacity {
        Check.atLeast("the maximum of calls at once", 1, maximumCalls);
        Check.atLeast("the maximum of FHE tasks at once", 1, maximumFheTasks);
        Check.atLeast("the maximum of blocks per input list", 1, maximumBlocksPerList);
        Check.atLeast("the maximum of blocks per upload", 1, maximumBlocksPerUpload);
        Check.atLeast("the maximum of blocks to encrypt", 1, maximumBlocksPerEncryption);
        Check.positive("the time for a request to arrive", requestTime);
    }

    public Capacity withMaximumCalls(int changed) {
        return new Capacity(
                changed,
                requestTime,
                maximumFheTasks,
                maximumBlocksPerList,
                maximumBlocksPerUpload,
                maximumBlocksPerEncryption);
    }

    public Capacity withRequestTime(Duration changed) {
        return new Capacity(
                maximumCalls,
                changed,
                maximumFheTasks,
                maximumBlocksPerList,
                maximumBlocksPerUpload,
                maximumBlocksPerEncryption);
    }

    public Capacity withMaximumFheTasks(int changed) {
        return new Capacity(
                maximumCalls,
                requestTime,
                changed,
                maximumBlocksPerList,
                maximumBlocksPerUpload,
                maximumBlocksPerEncryption);
    }

    public Capacity withMaximumBlocksPerList(int changed) {
        return new Capacity(
                maximumCalls,
                requestTime,
                maximumFheTasks,
                changed,
                maximumBlocksPerUpload,
                maximumBlocksPerEncryption);
    }

    public Capacity withMaximumBlocksPerUpload(int changed) {
        return new Capacity(
                maximumCalls, requestTime, maximumFheTasks, maximumBlocksPerList, changed, maximumBlocksPerEncryption);
    }

    public Capacity withMaximumBlocksPerEncryption(int changed) {
        return new Capacity(
                maximumCalls, requestTime, maximumFheTasks, maximumBlocksPerList, maximumBlocksPerUpload, changed);
    }
}
