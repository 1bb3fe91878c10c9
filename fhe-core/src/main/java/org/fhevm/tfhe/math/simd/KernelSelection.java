package org.fhevm.tfhe.math.simd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Chooses the kernels of this JVM once, and logs the choice. */
final class KernelSelection {
    static final TransformKernels TRANSFORM;
    static final KeyswitchKernels KEYSWITCH;

    static {
        Logger logger = System.getLogger(TransformKernels.class.getName());
        boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        if (present && VectorTransformKernels.supported() && FusedMultiplyAdd.isNative()) {
            TRANSFORM = new VectorTransformKernels();
            KEYSWITCH = new VectorKeyswitchKernels();
            logger.log(Level.INFO, "numeric kernels: {0}", TRANSFORM.name());
        } else {
            TRANSFORM = ScalarTransformKernels.INSTANCE;
            KEYSWITCH = ScalarKeyswitchKernels.INSTANCE;
            logger.log(
                    Level.WARNING,
                    present
                            ? "numeric kernels: scalar; this processor lacks vectors or a fused multiply-add"
                            : "numeric kernels: scalar; start the JVM with --add-modules jdk.incubator.vector for several times the speed");
        }
    }

    private KernelSelection() {}
}
