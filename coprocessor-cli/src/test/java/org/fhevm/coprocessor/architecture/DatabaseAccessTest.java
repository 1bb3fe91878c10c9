package org.fhevm.coprocessor.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Only the packages that read and write tables contain SQL. */
@AnalyzeClasses(packages = "org.fhevm", importOptions = ProductionClasses.class)
class DatabaseAccessTest {
    /** JDBC and jOOQ without their exceptions, which callers that wait for a database must be able to catch. */
    private static final DescribedPredicate<JavaClass> SQL = describe(
            "types of JDBC or jOOQ",
            type -> (type.getPackageName().startsWith("java.sql")
                            || type.getPackageName().startsWith("javax.sql")
                            || type.getPackageName().startsWith("org.jooq")
                            || type.getPackageName().startsWith("org.postgresql"))
                    && !type.getPackageName().equals("org.jooq.exception")
                    && !type.isAssignableTo(Exception.class));

    @ArchTest
    static final ArchRule sqlIsSpokenInRepositoriesOnly = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "org.fhevm.coprocessor.database..",
                    "org.fhevm.coprocessor.common.repository..",
                    "org.fhevm.coprocessor.common.tenant..",
                    // The work queue consists of tables: claiming, completing and listening are statements.
                    "org.fhevm.coprocessor.worker.queue..",
                    "org.fhevm.coprocessor.worker.lease..",
                    "org.fhevm.coprocessor.worker.blocked..",
                    "org.fhevm.coprocessor.worker.claim..",
                    "org.fhevm.coprocessor.worker.complete..",
                    "org.fhevm.coprocessor.worker.poll..",
                    // Commands list the queue and reset failures.
                    "org.fhevm.coprocessor.cli.computations.repository..",
                    // Commands change the states of tenants, and remove their rows.
                    "org.fhevm.coprocessor.cli.tenant.repository..",
                    // The status page reads workers, tenants and the neighbours of a handle.
                    "org.fhevm.coprocessor.cli.status.repository..")
            .should()
            .dependOnClassesThat(SQL);
}
