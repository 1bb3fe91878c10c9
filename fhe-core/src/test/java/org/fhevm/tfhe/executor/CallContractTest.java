package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link BootstrapExecutor#call} promises, of each executor. */
@Timeout(60)
class CallContractTest {

    private enum Kind {
        POOL {
            @Override
            <T> T call(Callable<T> computation) {
                try (FhePool pool = new FhePool(1)) {
                    return pool.call(computation);
                }
            }
        },
        INLINE {
            @Override
            <T> T call(Callable<T> computation) {
                return new InlineExecutor(1).call(computation);
            }
        };

        abstract <T> T call(Callable<T> computation);
    }

    @ParameterizedTest
    @EnumSource
    void theResultIsReturned(Kind executor) {
        assertThat(executor.<Integer>call(() -> 7)).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void aNullResultIsADefect(Kind executor) {
        assertThatThrownBy(() -> executor.call(new AtomicReference<Integer>()::get))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a computation gave no result");
    }

    @ParameterizedTest
    @EnumSource
    void uncheckedFailuresAreThrownAsTheyAre(Kind executor) {
        ArithmeticException failure = new ArithmeticException("why");
        assertThatThrownBy(() -> executor.call(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        AssertionError error = new AssertionError("why");
        assertThatThrownBy(() -> executor.call(() -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @ParameterizedTest
    @EnumSource
    void checkedFailuresAreCauses(Kind executor) {
        IOException failure = new IOException("why");
        assertThatThrownBy(() -> executor.call(() -> {
                    throw failure;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a computation failed")
                .hasCause(failure);
    }
}
