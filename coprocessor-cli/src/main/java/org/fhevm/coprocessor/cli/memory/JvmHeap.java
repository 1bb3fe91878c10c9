package org.fhevm.coprocessor.cli.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;

/** The heap of the running JVM. */
public final class JvmHeap {
    private JvmHeap() {}

    /** Its largest size. What objects can take, {@link Runtime#maxMemory}, is less by what the collector sets aside. */
    public static long maximum() {
        return Long.parseLong(option("MaxHeapSize").getValue());
    }

    /**
     * Whether options of the operator size it: the launchers give every JVM the same share of its memory, and no size.
     */
    public static boolean isSized() {
        return option("MaxHeapSize").getOrigin() != VMOption.Origin.ERGONOMIC
                || Double.parseDouble(option("MaxRAMPercentage").getValue()) != HeapRule.PERCENT_OF_LIMIT;
    }

    private static VMOption option(String name) {
        return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption(name);
    }
}
