package org.fhevm.coprocessor.server.input;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.tfhe.testing.AllocationBound;

/**
 * Arbitrary lists, read and checked against the tenant's keys: accepted within the limits, or refused as the caller's
 * fault.
 */
class InputListFuzzTest {
    private static final int MAXIMUM_VALUES = 255;
    private static final int MAXIMUM_BLOCKS = 2048;
    private static final int BYTES_PER_BYTE = 40;

    @FuzzTest
    void list(byte[] data) {
        AllocationBound.require(data.length, BYTES_PER_BYTE, () -> read(data));
    }

    private static void read(byte[] data) {
        try {
            InputList list = InputList.read(
                    0, data, new InputEncoding.Lenient(), InputPayloads.TENANT, MAXIMUM_VALUES, MAXIMUM_BLOCKS);
            if (list.types().size() > MAXIMUM_VALUES || list.blocks() > MAXIMUM_BLOCKS) {
                throw new AssertionError("a list beyond the limits was taken");
            }
        } catch (CoprocessorException e) {
            // refused
        }
    }
}
