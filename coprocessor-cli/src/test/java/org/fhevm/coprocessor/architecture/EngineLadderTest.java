package org.fhevm.coprocessor.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The engine's packages form a ladder: each may use the ones above it in the list, and none below. */
@AnalyzeClasses(packages = "org.fhevm.tfhe", importOptions = ProductionClasses.class)
class EngineLadderTest {
    private static final String ROOT = "org.fhevm.tfhe.";

    private static final PackageLadder LADDER = new PackageLadder(
            ROOT,
            List.of(
                    "parameters",
                    "math.decomposition",
                    "math.simd",
                    "math.fft",
                    "math.polynomial",
                    "math.random",
                    "core.entity",
                    "core.expansion",
                    "core.algorithm",
                    "shortint",
                    "executor",
                    "integer",
                    "integer.ciphertext",
                    "client",
                    "zk.curve",
                    "zk",
                    "serialization",
                    "serialization.conformance",
                    "operation"));

    @ArchTest
    static void noPackageUsesOneBelowIt(JavaClasses classes) {
        LADDER.requireOneWay(classes);
    }

    @ArchTest
    static void theLadderHasEveryPackage(JavaClasses classes) {
        LADDER.requireComplete(classes);
    }

    @ArchTest
    static final ArchRule vectorsAreInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "math.simd")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..");
}
