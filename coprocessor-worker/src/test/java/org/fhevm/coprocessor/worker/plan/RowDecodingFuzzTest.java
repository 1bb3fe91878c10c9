package org.fhevm.coprocessor.worker.plan;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jspecify.annotations.Nullable;

/** Rows that another program or a person wrote: decoded, or undecodable for a reason; never a failure of the worker. */
class RowDecodingFuzzTest {
    private static final int MAXIMUM_OPERANDS = 8;

    @FuzzTest
    void row(FuzzedDataProvider data) {
        TenantHandle output = new TenantHandle(new TenantId(1), Handle.ofAnyLength(data.consumeBytes(40)));
        RowDecoding decoding = RowDecoding.decode(
                output,
                data.consumeBoolean() ? data.consumeInt(0, 40) : data.consumeInt(),
                data.consumeBoolean() ? data.consumeInt(0, 12) : data.consumeInt(),
                data.consumeBoolean() ? new StoredOperands.Listed(operands(data)) : new StoredOperands.NoList(),
                data.consumeBoolean());
        switch (decoding) {
            case RowDecoding.Decoded(QueuedComputation computation) -> requireConsistent(computation, output);
            case RowDecoding.Undecodable(var name, String reason) -> {
                if (reason.isBlank() || !name.equals(output)) {
                    throw new AssertionError("refused without a reason: " + name);
                }
            }
        }
    }

    private static byte[] @Nullable [] operands(FuzzedDataProvider data) {
        byte[] @Nullable [] operands = new byte[data.consumeInt(0, MAXIMUM_OPERANDS)][];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = data.consumeBoolean() ? data.consumeBytes(data.consumeInt(0, 3000)) : null;
        }
        return operands;
    }

    private static void requireConsistent(QueuedComputation computation, TenantHandle output) {
        boolean consistent = computation.output().equals(output)
                && computation.computation().operands().size()
                        == computation.operation().arity()
                && computation.inputs().stream().allMatch(input -> input.length() <= RowDecoding.LONGEST_HANDLE);
        if (!consistent) {
            throw new AssertionError("decoded as something else: " + computation);
        }
    }
}
