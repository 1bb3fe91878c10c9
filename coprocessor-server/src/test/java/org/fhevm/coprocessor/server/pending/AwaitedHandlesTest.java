package org.fhevm.coprocessor.server.pending;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.pending.AwaitedHandles.Read;
import org.junit.jupiter.api.Test;

class AwaitedHandlesTest {

    private static final TenantId A = new TenantId(1);
    private static final TenantId B = new TenantId(2);
    private static final Handle X = Handle.fromHex("0a");
    private static final Handle Y = Handle.fromHex("0b");

    private final AwaitedHandles awaited =
            new AwaitedHandles(new Waiting(Duration.ZERO, Duration.ofSeconds(1), 4, 3, 10));

    @Test
    void aReadIsDoneWhenNoneOfItsHandlesIsPending() {
        Read both = awaited.add(A, Set.of(X, Y)).orElseThrow();
        Read one = awaited.add(A, Set.of(Y)).orElseThrow();

        assertThat(awaited.settle(handles(A, X, Y), Set.of(handle(A, X)))).containsExactly(one);
        assertThat(awaited.of(Set.of(A))).containsExactly(handle(A, X));
        assertThat(awaited.settle(handles(A, X), Set.of())).containsExactly(both);

        awaited.remove(both);
        awaited.remove(one);
        assertThat(awaited.isEmpty()).isTrue();
        assertThat(awaited.tenants()).isEmpty();
    }

    @Test
    void tenantsWithTheSameHandleAreApart() {
        Read ofA = awaited.add(A, Set.of(X)).orElseThrow();
        Read ofB = awaited.add(B, Set.of(X)).orElseThrow();
        assertThat(awaited.of(Set.of(B))).containsExactly(handle(B, X));
        assertThat(awaited.settle(handles(B, X), Set.of())).containsExactly(ofB);
        assertThat(ofA.isDone()).isFalse();
    }

    @Test
    void aReadThatLeavesIsForgotten() {
        Read leaving = awaited.add(A, Set.of(X, Y)).orElseThrow();
        Read staying = awaited.add(A, Set.of(X)).orElseThrow();
        awaited.remove(leaving);
        assertThat(awaited.of(Set.of(A))).containsExactly(handle(A, X));
        assertThat(awaited.settle(handles(A, X, Y), Set.of())).containsExactly(staying);
    }

    @Test
    void readsAreBoundedInAllAndPerTenant() {
        List<Read> ofA = IntStream.range(0, 3)
                .mapToObj(i -> awaited.add(A, Set.of(X)).orElseThrow())
                .toList();
        assertThat(awaited.add(A, Set.of(X))).isEmpty();
        assertThat(awaited.add(B, Set.of(X))).isPresent();
        assertThat(awaited.add(B, Set.of(X))).isEmpty();
        assertThat(awaited.add(new TenantId(3), Set.of(X))).isEmpty();
        assertThat(awaited.tenants()).containsExactlyInAnyOrder(A, B);

        awaited.remove(ofA.getFirst());
        assertThat(awaited.add(B, Set.of(X))).isPresent();
    }

    @Test
    void handlesOfATenantAreBounded() {
        List<Handle> ten = IntStream.range(0, 10)
                .mapToObj(i -> Handle.of(new byte[] {(byte) i}))
                .toList();
        Read all = awaited.add(A, ten).orElseThrow();
        assertThat(awaited.add(A, Set.of(X))).isEmpty();
        assertThat(awaited.add(B, ten)).isPresent();
        awaited.settle(handles(A, ten.getFirst()), Set.of());
        assertThat(awaited.add(A, Set.of(X))).isPresent();
        awaited.remove(all);
        assertThat(awaited.add(A, ten.subList(0, 9))).isPresent();
    }

    private static TenantHandle handle(TenantId tenant, Handle handle) {
        return new TenantHandle(tenant, handle);
    }

    private static List<TenantHandle> handles(TenantId tenant, Handle... handles) {
        return Stream.of(handles).map(handle -> handle(tenant, handle)).toList();
    }
}
