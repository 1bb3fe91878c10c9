package org.fhevm.coprocessor.worker.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.ClearEvaluator;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.junit.jupiter.api.Test;

class TenantValuesTest {
    private static final FheValue SMALL = value(FheType.UINT8);
    private static final FheValue LARGE = value(FheType.UINT32);
    private static final long UNIT = bytes(SMALL);

    @Test
    void theLeastRecentlyUsedValueOfATenantIsDropped() {
        TenantValues values = new TenantValues(3 * UNIT);
        put(values, 1, 1, 2, 3);
        assertThat(values.get(name(1, 1))).isSameAs(SMALL);

        put(values, 1, 4);

        assertThat(kept(values, 1)).containsExactly(1, 3, 4);
        assertThat(values.bytes()).isEqualTo(3 * UNIT);
    }

    @Test
    void aTenantDrivesOutItsOwnValuesFirst() {
        TenantValues values = new TenantValues(6 * UNIT);
        put(values, 1, 1, 2);
        for (int number = 0; number < 100; number++) {
            put(values, 2, number);
        }

        assertThat(kept(values, 1)).containsExactly(1, 2);
        assertThat(kept(values, 2)).containsExactly(96, 97, 98, 99);
    }

    @Test
    void aTenantThatComesLaterGetsAsMuch() {
        TenantValues values = new TenantValues(6 * UNIT);
        put(values, 1, 1, 2, 3, 4, 5, 6);
        put(values, 2, 1, 2, 3, 4);

        assertThat(kept(values, 1)).containsExactly(4, 5, 6);
        assertThat(kept(values, 2)).containsExactly(2, 3, 4);
    }

    @Test
    void aNewValueOfANameReplacesTheOldOne() {
        TenantValues values = new TenantValues(100 * UNIT);
        values.put(name(1, 1), SMALL);
        values.put(name(1, 1), LARGE);
        assertThat(values.bytes()).isEqualTo(bytes(LARGE));
        values.put(name(1, 1), SMALL);
        assertThat(values.bytes()).isEqualTo(UNIT);
        assertThat(values.get(name(1, 1))).isSameAs(SMALL);
    }

    @Test
    void aValueThatIsTooLargeIsNotKept() {
        TenantValues values = new TenantValues(UNIT);
        values.put(name(1, 1), LARGE);
        assertThat(values.bytes()).isZero();
        assertThat(kept(values, 1)).isEmpty();

        put(values, 2, 1);
        assertThat(kept(values, 2)).containsExactly(1);
    }

    @Test
    void valuesOfEarlierKeysAreDropped() {
        TenantValues values = new TenantValues(100 * UNIT);
        put(values, 1, 1);
        values.keepOnly(new TenantId(1), "first");
        put(values, 1, 2);
        put(values, 2, 1);
        values.keepOnly(new TenantId(1), "first");
        assertThat(kept(values, 1)).containsExactly(1, 2);

        values.keepOnly(new TenantId(1), "second");

        assertThat(kept(values, 1)).isEmpty();
        assertThat(kept(values, 2)).containsExactly(1);
        assertThat(values.bytes()).isEqualTo(UNIT);
    }

    private static void put(TenantValues values, int tenant, int... numbers) {
        for (int number : numbers) {
            values.put(name(tenant, number), SMALL);
        }
    }

    /** The numbers of a tenant's values up to 99. Looking them up uses them. */
    private static int[] kept(TenantValues values, int tenant) {
        return IntStream.range(0, 100)
                .filter(number -> values.get(name(tenant, number)) != null)
                .toArray();
    }

    private static TenantHandle name(int tenant, int number) {
        return new TenantHandle(new TenantId(tenant), Handle.of(new byte[] {(byte) number}));
    }

    private static FheValue value(FheType type) {
        return new ClearEvaluator().trivialEncrypt(type, new byte[] {1});
    }

    private static long bytes(FheValue value) {
        return value.ciphertext().blocks().stream()
                .mapToLong(block -> (long) Long.BYTES * block.words().length)
                .sum();
    }
}
