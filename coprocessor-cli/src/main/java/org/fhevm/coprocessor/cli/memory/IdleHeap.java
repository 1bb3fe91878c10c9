package org.fhevm.coprocessor.cli.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.common.time.Repetition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives memory back to the operating system while the process is idle. A collector frees memory for the program when
 * the program needs some; an idle program needs none, and would keep the largest heap that it ever had. So after a
 * minute without work this has the whole heap collected, which also makes it smaller. It does so once, until the heap
 * has grown again; while there is work, nothing is collected before its time, and no pause is added.
 */
public final class IdleHeap {
    static final Duration PERIOD = Duration.ofSeconds(10);
    static final Duration IDLE_BEFORE = Duration.ofMinutes(1);

    /** A heap that has grown by less is left alone. */
    static final long WORTHWHILE = 64 * Megabytes.ONE;

    private static final Logger LOG = LoggerFactory.getLogger(IdleHeap.class);

    /** An idle process polls its database, renews its leases, and serves metrics: some percent of one processor. */
    private static final int BUSY_PERCENT = 10;

    private final MonotonicClock clock;
    private final LongSupplier processorNanos;
    private final LongSupplier committed;
    private final Runnable collect;
    private Duration lastTime;
    private long lastNanos;
    private Duration idleSince;
    /** The size of the heap after the last collection here. */
    private long kept;

    /**
     * Begins an idle time, after which a heap of any worthwhile size is collected.
     *
     * @param processorNanos processor time of the process
     * @param committed bytes of the heap that the operating system has given
     * @param collect collects the whole heap
     */
    IdleHeap(MonotonicClock clock, LongSupplier processorNanos, LongSupplier committed, Runnable collect) {
        this.clock = clock;
        this.processorNanos = processorNanos;
        this.committed = committed;
        this.collect = collect;
        lastTime = clock.now();
        lastNanos = processorNanos.getAsLong();
        idleSince = lastTime;
    }

    /** Watches the heap of this process. */
    public static Repetition watch(MonotonicClock clock) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        IdleHeap heap = ofThisProcess(clock, system::getProcessCpuTime);
        return Repetition.start("idle-heap", PERIOD, heap::look);
    }

    /** @param processorNanos as in the constructor, for tests */
    static IdleHeap ofThisProcess(MonotonicClock clock, LongSupplier processorNanos) {
        return new IdleHeap(
                clock,
                processorNanos,
                () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted(),
                System::gc);
    }

    /** To be called once in a period. */
    void look() {
        Duration now = clock.now();
        long nanos = processorNanos.getAsLong();
        if ((nanos - lastNanos) * 100 > now.minus(lastTime).toNanos() * BUSY_PERCENT) {
            idleSince = now;
        }
        lastTime = now;
        lastNanos = nanos;
        long before = committed.getAsLong();
        if (now.minus(idleSince).compareTo(IDLE_BEFORE) >= 0 && before >= kept + WORTHWHILE) {
            collect.run();
            kept = committed.getAsLong();
            LOG.debug("idle: the heap went from {} to {}", Megabytes.shown(before), Megabytes.shown(kept));
        }
    }
}
