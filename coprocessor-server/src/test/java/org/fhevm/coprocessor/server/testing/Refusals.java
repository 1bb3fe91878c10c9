package org.fhevm.coprocessor.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts how a call was refused. */
public final class Refusals {

    private Refusals() {}

    /** Status UNKNOWN with exactly this text, as all faults are answered by default. */
    public static void assertRefused(String text, ThrowingCallable call) {
        assertThat(refusal(call)).satisfies(status -> {
            assertThat(status.getDescription()).isEqualTo(text);
            assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
        });
    }

    /** The status with which a call ends. */
    public static Status refusal(ThrowingCallable call) {
        Throwable thrown = Assertions.catchThrowable(call);
        assertThat(thrown).isInstanceOf(StatusRuntimeException.class);
        return ((StatusRuntimeException) thrown).getStatus();
    }
}
