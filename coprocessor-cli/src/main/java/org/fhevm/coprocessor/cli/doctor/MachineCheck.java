package org.fhevm.coprocessor.cli.doctor;

import java.util.List;
import org.fhevm.coprocessor.cli.doctor.Finding.Broken;
import org.fhevm.coprocessor.cli.doctor.Finding.Doubtful;
import org.fhevm.coprocessor.cli.doctor.Finding.Fine;
import org.fhevm.tfhe.math.simd.TransformKernels;

/** The Java runtime and the machine under it. */
final class MachineCheck {
    private static final int OLDEST_JAVA = 25;
    /** Memory of a tenant's keys, both as read and as prepared. */
    private static final long SMALLEST_HEAP_MB = 1024;

    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private MachineCheck() {}

    static List<Finding> findings() {
        return List.of(java(), kernels(), heap(), processors());
    }

    private static Finding java() {
        String version = Runtime.version().toString();
        return Runtime.version().feature() >= OLDEST_JAVA
                ? new Fine("Java", version)
                : new Broken("Java", version + "; " + OLDEST_JAVA + " or newer is needed");
    }

    private static Finding kernels() {
        boolean present = ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
        String name = TransformKernels.best().name();
        if (!present) {
            return new Doubtful("vector module", "absent; start Java with --add-modules " + VECTOR_MODULE);
        }
        return TransformKernels.best() == TransformKernels.scalar()
                ? new Doubtful("vector module", "present, but this machine's vectors are too short; kernels: " + name)
                : new Fine("vector module", "kernels: " + name);
    }

    private static Finding heap() {
        long megabytes = Runtime.getRuntime().maxMemory() >> 20;
        return megabytes >= SMALLEST_HEAP_MB
                ? new Fine(
                        "heap",
                        megabytes + " MB at most, half of it for keys, a quarter for values in flight;"
                                + " set -Xmx for each of several processes on one machine")
                : new Doubtful("heap", megabytes + " MB at most; " + SMALLEST_HEAP_MB + " MB hold one tenant's keys");
    }

    private static Finding processors() {
        return new Fine("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    }
}
