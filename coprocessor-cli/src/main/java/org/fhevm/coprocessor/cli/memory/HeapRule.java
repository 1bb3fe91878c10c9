package org.fhevm.coprocessor.cli.memory;

/**
 * How large the heap of a daemon may become. Nothing is larger than what the daemon can use. A memory limit of its
 * own is the daemon's, as far as the heap does not take the room of what lies outside. On a machine that it shares, a
 * quarter of the memory is: a server, two workers, PostgreSQL and geth fit together.
 */
public final class HeapRule {
    /** The share of a limit that every JVM of the launchers takes for its heap. */
    static final int PERCENT_OF_LIMIT = 55;

    private static final int DAEMONS_ON_MACHINE = 4;

    /** The JVM rounds sizes to some megabytes. */
    private static final int LEAST_GAIN = 16;

    private HeapRule() {}

    /** The largest heap, in whole megabytes. */
    public static long heap(HeapDemand demand, MachineMemory memory) {
        long most = memory.bytes() / 100 * PERCENT_OF_LIMIT;
        long part = memory.isOwn() ? most : share(demand, memory) - demand.outside();
        long room = Math.max(part, Math.max(demand.leastHeap(), demand.chosenHeap()));
        return Math.min(demand.heap(), Math.min(room, most)) / Megabytes.ONE * Megabytes.ONE;
    }

    /** Whether a heap is so much smaller than the present one that the second which a restart takes pays. */
    static boolean isWorthRestart(long heap, long present) {
        return heap < present - present / LEAST_GAIN;
    }

    private static long share(HeapDemand demand, MachineMemory memory) {
        return memory.bytes() / DAEMONS_ON_MACHINE * demand.daemons();
    }
}
