package org.fhevm.coprocessor.common.threads;

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
 * The order in which Linux gives processors to threads that all want one. With each step down a thread has four fifths
 * of the time that it would have had; a thread that is alone on a processor has all of it, whatever its step.
 *
 * <p>Java's own priorities have no effect on Linux without a flag of the JVM, which causes a warning at every start and
 * also changes the priorities of the JVM's own threads. The C library's {@code setpriority} needs no privilege to lower
 * the calling thread.
 */
public enum ThreadPriority {
    /**
     * For FHE, which keeps its processors busy for seconds: two fifths of the time of a usual thread. Network,
     * database, leases and the other processes of the machine are served first, and take little.
     */
    FHE(4),
    /** For proofs of inputs: a tenth of the time of FHE. */
    PROOFS(14);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    /** {@code int setpriority(int which, id_t who, int value)}, on systems where it lowers threads; null on others. */
    private static final @Nullable MethodHandle SET_PRIORITY = find().orElse(null);

    private final int niceValue;

    ThreadPriority(int niceValue) {
        this.niceValue = niceValue;
    }

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
    public static boolean isSupported() {
        AtomicBoolean supported = new AtomicBoolean();
        Thread trial = Thread.ofPlatform().daemon().start(() -> supported.set(PROOFS.takeForThisThread()));
        try {
            trial.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return supported.get();
    }

    /**
     * Gives the calling thread this priority, for good. It must be a platform thread.
     *
     * @return whether that was possible
     */
    public boolean takeForThisThread() {
        return SET_PRIORITY != null && lower(SET_PRIORITY);
    }

    private boolean lower(MethodHandle setPriority) {
        try {
            return (int) setPriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, niceValue) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setpriority throws nothing", e);
        }
    }
}
