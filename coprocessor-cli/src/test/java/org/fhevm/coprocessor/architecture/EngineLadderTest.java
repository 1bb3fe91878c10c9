package org.fhevm.coprocessor.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;

/** The engine's packages form a ladder: each may use the ones above it in the list, and none below. */
@AnalyzeClasses(packages = "org.fhevm.tfhe", importOptions = ProductionClasses.class)
class EngineLadderTest {
    private static final String ROOT = "org.fhevm.tfhe.";

    private static final List<String> LADDER = List.of(
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
            "client",
            "zk.curve",
            "zk",
            "serialization",
            "operation");

    @ArchTest
    static void noPackageUsesOneBelowIt(JavaClasses classes) {
        for (int step = 0; step < LADDER.size() - 1; step++) {
            String[] below = LADDER.subList(step + 1, LADDER.size()).stream()
                    .map(name -> ROOT + name)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + LADDER.get(step))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(below)
                    .because("the ladder is " + LADDER)
                    .check(classes);
        }
    }

    @ArchTest
    static void theLadderHasEveryPackage(JavaClasses classes) {
        TreeSet<String> packages = new TreeSet<>();
        classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .forEach(name -> packages.add(name.substring(ROOT.length())));
        Assertions.assertThat(packages).containsExactlyInAnyOrderElementsOf(LADDER);
    }

    @ArchTest
    static final ArchRule vectorsAreInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "math.simd")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..");
}
