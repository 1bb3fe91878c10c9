package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.computation.RecentValues;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.junit.jupiter.api.Test;

class ExpandedValuesTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final FheValue WIDE = value(FheType.BYTES256);
    private static final int ROOM = ExpandedValues.MOST_BLOCKS / FheType.BYTES256.blocks();

    private final Map<TenantHandle, FheValue> offered = new HashMap<>();
    private final ExpandedValues values = new ExpandedValues(offered::put);

    @Test
    void storedValuesAreOffered() {
        try (ExpandedValues.Kept kept = values.ofUpload()) {
            kept.keep(handle(1), WIDE);
            kept.keep(handle(2), WIDE);
            kept.offer(TENANT, List.of(handle(2), handle(3)));
        }
        assertThat(offered).containsOnlyKeys(new TenantHandle(TENANT, handle(2)));
    }

    @Test
    void thereIsRoomForAFewOverAllUploads() {
        try (ExpandedValues.Kept first = values.ofUpload();
                ExpandedValues.Kept second = values.ofUpload()) {
            first.keep(handle(0), WIDE);
            for (int number = 1; number < ROOM + 5; number++) {
                second.keep(handle(number), WIDE);
            }
            second.offer(TENANT, handles());
            assertThat(offered).hasSize(ROOM - 1);
        }
    }

    @Test
    void anUploadThatHasEndedMakesRoom() {
        for (int round = 0; round < 3; round++) {
            offered.clear();
            try (ExpandedValues.Kept kept = values.ofUpload()) {
                for (int number = 0; number < ROOM + 5; number++) {
                    kept.keep(handle(number), WIDE);
                }
                kept.offer(TENANT, handles());
                kept.close();
                assertThat(kept.isEmpty()).isTrue();
            }
            assertThat(offered).hasSize(ROOM);
        }
    }

    @Test
    void aValueThatIsKeptTwiceTakesRoomOnce() {
        try (ExpandedValues.Kept kept = values.ofUpload()) {
            for (int time = 0; time < 2 * ROOM; time++) {
                kept.keep(handle(1), WIDE);
            }
            for (int number = 2; number < ROOM + 5; number++) {
                kept.keep(handle(number), WIDE);
            }
            kept.offer(TENANT, handles());
            assertThat(offered).hasSize(ROOM);
        }
    }

    @Test
    void aProcessWithoutAWorkerKeepsNothing() {
        try (ExpandedValues.Kept kept = new ExpandedValues(RecentValues.NONE).ofUpload()) {
            kept.keep(handle(1), WIDE);
            assertThat(kept.isEmpty()).isTrue();
        }
    }

    private static List<Handle> handles() {
        return IntStream.range(0, ROOM + 10)
                .mapToObj(ExpandedValuesTest::handle)
                .toList();
    }

    private static Handle handle(int number) {
        return Handle.of(new byte[] {(byte) number});
    }

    private static FheValue value(FheType type) {
        return new FakeEvaluator().trivialEncrypt(type, new byte[] {1});
    }
}
