package org.fhevm.coprocessor.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.cli.doctor.Finding.Doubtful;
import org.fhevm.coprocessor.cli.doctor.Finding.Fine;
import org.fhevm.coprocessor.cli.memory.HeapDemand;
import org.fhevm.coprocessor.cli.memory.HeapRule;
import org.fhevm.coprocessor.cli.memory.MachineMemory;
import org.fhevm.coprocessor.cli.memory.Megabytes;
import org.fhevm.coprocessor.common.config.HeapShare;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a server and a worker would take here, each as a process of its own.
 *
 * @param memory of the machine or container
 * @param sized the heap of both if an option of the operator sizes it, otherwise null
 */
record MemoryCheck(MachineMemory memory, @Nullable Long sized) {
    private static final String REMEDY =
            "; give each process less with -Xmx in COPROCESSOR_JAVA_OPTIONS, or a memory limit (docs/sizing.md)";

    /** The part of a machine that PostgreSQL, geth and the system need at least. */
    private static final int PART_OF_OTHERS = 4;

    List<Finding> findings(HeapDemand server, HeapDemand worker) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Fine(
                "memory",
                Megabytes.shown(memory.bytes())
                        + (memory.isOwn()
                                ? ", the limit of this container or unit"
                                : ", which daemons share with PostgreSQL and all else")));
        findings.add(heap("server's heap", server));
        findings.add(heap("worker's heap", worker));
        if (memory.isOwn()) {
            findings.add(alone("server's memory", server));
            findings.add(alone("worker's memory", worker));
        } else {
            findings.add(together(total(server) + total(worker)));
        }
        return findings;
    }

    private Finding heap(String subject, HeapDemand demand) {
        long heap = heap(demand);
        String detail = "at most " + Megabytes.shown(heap) + (sized != null ? " by an option of the JVM" : "") + ": "
                + Megabytes.shown(demand.keysIn(heap)) + " of keys (" + demand.keysIn(heap) / HeapDemand.KEYS_OF_TENANT
                + " tenants), " + inFlight(demand, heap) + "; " + Megabytes.shown(demand.outside()) + " outside of it";
        return heap >= HeapDemand.LEAST_HEAP
                ? new Fine(subject, detail)
                : new Doubtful(
                        subject, detail + "; " + Megabytes.shown(HeapDemand.LEAST_HEAP) + " hold one tenant's keys");
    }

    private static String inFlight(HeapDemand demand, long heap) {
        return demand.server()
                ? Megabytes.shown(demand.requestsIn(heap)) + " of requests, "
                        + Megabytes.shown(HeapShare.UPLOADS.of(heap)) + " of uploads"
                : Megabytes.shown(HeapShare.VALUES.of(heap)) + " of values in flight, "
                        + Megabytes.shown(HeapShare.OPERANDS.of(heap)) + " of operands";
    }

    private Finding alone(String subject, HeapDemand demand) {
        String detail = "at most " + Megabytes.shown(total(demand)) + " of " + Megabytes.shown(memory.bytes());
        return total(demand) <= memory.bytes() ? new Fine(subject, detail) : new Doubtful(subject, detail + REMEDY);
    }

    private Finding together(long bytes) {
        long left = memory.bytes() - bytes;
        String detail = "a server and a worker take at most " + Megabytes.shown(bytes) + " of "
                + Megabytes.shown(memory.bytes());
        return left >= memory.bytes() / PART_OF_OTHERS
                ? new Fine("together", detail + " and leave " + Megabytes.shown(left))
                : new Doubtful("together", detail + REMEDY);
    }

    private long total(HeapDemand demand) {
        return heap(demand) + demand.outside();
    }

    private long heap(HeapDemand demand) {
        return sized == null ? HeapRule.heap(demand, memory) : sized;
    }
}
