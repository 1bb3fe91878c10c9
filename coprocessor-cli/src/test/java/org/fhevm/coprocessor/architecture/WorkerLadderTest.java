package org.fhevm.coprocessor.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.List;

/** The worker's packages form a ladder: each may use the ones above it in the list, and none below. */
@AnalyzeClasses(packages = "org.fhevm.coprocessor.worker", importOptions = ProductionClasses.class)
class WorkerLadderTest {
    private static final PackageLadder LADDER = new PackageLadder(
            "org.fhevm.coprocessor.worker.",
            List.of(
                    "events",
                    "background",
                    "config",
                    "poll",
                    "lease",
                    "keys",
                    "plan",
                    "queue",
                    "blocked",
                    "claim",
                    "complete",
                    "trace",
                    "execute",
                    "observe"));

    @ArchTest
    static void noPackageUsesOneBelowIt(JavaClasses classes) {
        LADDER.requireOneWay(classes);
    }

    @ArchTest
    static void theLadderHasEveryPackage(JavaClasses classes) {
        LADDER.requireComplete(classes);
    }
}
