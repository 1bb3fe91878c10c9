package org.fhevm.coprocessor.cli.doctor;

import java.util.List;
import org.fhevm.coprocessor.cli.doctor.Finding.Broken;
import org.fhevm.coprocessor.cli.doctor.Finding.Doubtful;
import org.fhevm.coprocessor.cli.doctor.Finding.Fine;
import org.fhevm.tfhe.math.simd.TransformKernels;

/** The Java runtime and the processors under it. */
final class MachineCheck {
    private static final int OLDEST_JAVA = 25;
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private MachineCheck() {}

    static List<Finding> findings() {
        return List.of(java(), kernels(), processors());
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

    private static Finding processors() {
        return new Fine("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    }
}
