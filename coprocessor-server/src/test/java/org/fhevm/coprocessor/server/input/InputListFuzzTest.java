package org.fhevm.coprocessor.server.input;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.testing.AllocationBound;

/**
 * Arbitrary lists, read and checked against the tenant's keys: accepted within the limits, or refused as the caller's
 * fault.
 */
class InputListFuzzTest {
    private static final int MAXIMUM_VALUES = 255;
    private static final int MAXIMUM_BLOCKS = 2048;
    private static final int BYTES_PER_BYTE = 40;

    private static final TenantContext TENANT = new TenantContext(
            new TenantRecord(
                    new TenantId(1), new ChainId(12345), ServerUnderTest.ACL, ServerUnderTest.VERIFIER, "revision"),
            new FakeEvaluator(),
            InputPayloads.PARAMETERS,
            InputPayloads.CRS_CAPACITY,
            null,
            0);

    @FuzzTest
    void list(byte[] data) {
        AllocationBound.require(data.length, BYTES_PER_BYTE, () -> read(data));
    }

    private static void read(byte[] data) {
        try {
            InputList list =
                    InputList.read(0, data, new InputEncoding.Lenient(), TENANT, MAXIMUM_VALUES, MAXIMUM_BLOCKS);
            if (list.types().size() > MAXIMUM_VALUES || list.blocks() > MAXIMUM_BLOCKS) {
                throw new AssertionError("a list beyond the limits was taken");
            }
        } catch (CoprocessorException e) {
            // refused
        }
    }
}
