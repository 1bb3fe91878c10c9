package org.fhevm.coprocessor.common.config;

/**
 * Limits of one request.
 *
 * @param maximumComputations computations in one AsyncCompute. Callers batch up to 700: a lower limit would reject
 *     their batches on every attempt
 * @param maximumHandles handles in one GetCiphertexts
 * @param maximumBlobs lists in one UploadInputs
 * @param maximumValuesPerBlob values in one list; its index in a handle is one byte
 * @param maximumMessageBytes size of an inbound message
 */
public record LimitsConfig(
        int maximumComputations,
        int maximumHandles,
        int maximumBlobs,
        int maximumValuesPerBlob,
        int maximumMessageBytes) {
    public static final LimitsConfig DEFAULT = new LimitsConfig(5000, 5000, 10, 255, 4 * 1024 * 1024);

    public LimitsConfig {
        Check.atLeast("the maximum of computations per request", 1, maximumComputations);
        Check.atLeast("the maximum of handles per request", 1, maximumHandles);
        Check.atLeast("the maximum of input lists per request", 1, maximumBlobs);
        Check.between("the maximum of values per input list", 0, 255, maximumValuesPerBlob);
        Check.atLeast("the maximum of bytes per message", 1024, maximumMessageBytes);
    }
}
