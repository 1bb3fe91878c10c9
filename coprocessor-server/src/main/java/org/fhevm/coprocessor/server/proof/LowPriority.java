package org.fhevm.coprocessor.server.proof;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lowers the priority of a thread on Linux: it gets processors that no other thread uses, and about a tenth of those
 * that others use fully.
 *
 * <p>Java's own priorities have no effect on Linux without a flag of the JVM, which causes a warning at every start and
 * also changes the priorities of the JVM's own threads. The C library's {@code setpriority} needs no privilege to lower
 * the calling thread.
 */
final class LowPriority {
    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

    /** Among threads that all want to run, a thread with this value gets a ninth of the time of a usual one. */
    private static final int NICE_VALUE = 10;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    /** {@code int setpriority(int which, id_t who, int value)}, on systems where it lowers threads; null on others. */
    private static final @Nullable MethodHandle SET_PRIORITY = find().orElse(null);

    private LowPriority() {}

    private static Optional<MethodHandle> find() {
        // On other systems, the number 0 may mean the whole process.
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return Optional.empty();
        }
        try {
            Linker linker = Linker.nativeLinker();
            Optional<MemorySegment> function = linker.defaultLookup().find("setpriority");
            return function.map(address -> linker.downcallHandle(
                    address,
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
        } catch (IllegalCallerException | UnsupportedOperationException e) {
            LOG.warn("threads cannot be lowered in priority: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether threads can be lowered on this system; tried on a thread that ends at once. */
    static boolean isSupported() {
        AtomicBoolean supported = new AtomicBoolean();
        Thread trial = Thread.ofPlatform().daemon().start(() -> supported.set(takeForThisThread()));
        try {
            trial.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return supported.get();
    }

    /**
     * Lowers the calling thread, for good. It must be a platform thread.
     *
     * @return whether that was possible
     */
    static boolean takeForThisThread() {
        return SET_PRIORITY != null && lower(SET_PRIORITY);
    }

    private static boolean lower(MethodHandle setPriority) {
        try {
            return (int) setPriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, NICE_VALUE) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setpriority throws nothing", e);
        }
    }
}
