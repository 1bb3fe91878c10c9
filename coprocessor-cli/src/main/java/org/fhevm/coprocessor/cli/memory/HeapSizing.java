package org.fhevm.coprocessor.cli.memory;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a process that starts a daemon takes the heap of its JVM as it is. */
public enum HeapSizing {
    /** As it is. The process has other work than the daemon, or another way to size its heap. */
    OF_JVM,
    /** By what the daemon can use: the process has no other work. */
    BY_DEMAND;

    private static final Logger LOG = LoggerFactory.getLogger(HeapSizing.class);

    /**
     * Replaces the program of this process by itself, in a JVM with the heap that {@link HeapRule} gives it, if that
     * is much smaller than the present one and no option of the operator sizes it. A JVM cannot change its largest
     * heap while it runs, and before it runs nothing has read the flags. The program does again what it has done
     * until then, so it must not have read what can be read only once.
     */
    public void apply(HeapDemand demand) {
        if (this == OF_JVM || !demand.isDaemon() || JvmHeap.isSized()) {
            return;
        }
        long heap = HeapRule.heap(demand, MachineMemory.ofThisProcess());
        if (HeapRule.isWorthRestart(heap, JvmHeap.maximum())) {
            try {
                ProgramReplacement.restartWith("-Xmx" + heap / Megabytes.ONE + "m");
            } catch (IOException e) {
                LOG.warn("the heap stays at {}: {}", Megabytes.shown(JvmHeap.maximum()), e.getMessage());
            }
        }
    }
}
