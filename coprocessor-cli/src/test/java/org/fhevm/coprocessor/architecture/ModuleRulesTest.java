package org.fhevm.coprocessor.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The allowed dependencies of modules. Maven keeps a module from using undeclared dependencies; these rules keep wrong
 * ones from being declared.
 */
@AnalyzeClasses(packages = "org.fhevm", importOptions = ProductionClasses.class)
class ModuleRulesTest {
    private static final String ENGINE = "org.fhevm.tfhe..";
    private static final String DATABASE = "org.fhevm.coprocessor.database..";
    private static final String COMMON = "org.fhevm.coprocessor.common..";
    private static final String SERVER = "org.fhevm.coprocessor.server..";
    private static final String WORKER = "org.fhevm.coprocessor.worker..";
    private static final String CLI = "org.fhevm.coprocessor.cli..";
    private static final String[] PROTOCOL = {"io.grpc.fhevmcoprocessor..", "io.grpc.fhevmcommon.."};

    @ArchTest
    static final ArchRule theServerDoesNotKnowTheWorker = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(WORKER);

    @ArchTest
    static final ArchRule theWorkerDoesNotKnowTheServer = noClasses()
            .that()
            .resideInAPackage(WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SERVER);

    @ArchTest
    static final ArchRule commonKnowsNeither = noClasses()
            .that()
            .resideInAnyPackage(COMMON, DATABASE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER, WORKER, CLI);

    @ArchTest
    static final ArchRule theDatabaseModuleStandsOnItsOwn = noClasses()
            .that()
            .resideInAPackage(DATABASE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(COMMON, ENGINE);

    @ArchTest
    static final ArchRule noModuleUsesTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLI);

    @ArchTest
    static final ArchRule theEngineKnowsNothingOfTheService = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.fhevm.coprocessor..",
                    "io.grpc..",
                    "com.google.protobuf..",
                    "java.sql..",
                    "javax.sql..",
                    "org.jooq..",
                    "org.slf4j..",
                    "ch.qos.logback..",
                    "io.micrometer..");

    @ArchTest
    static final ArchRule serverAndWorkerShareOneComputationAndOneOperand = classes()
            .that()
            .haveSimpleName("Computation")
            .or()
            .haveSimpleName("Operand")
            .should()
            .resideInAPackage("org.fhevm.coprocessor.common.computation")
            .because("other forms hold this one and add to it; its package-info lists them");

    @ArchTest
    static final ArchRule theServiceHoldsNoSecretKeys = noClasses()
            .that()
            .resideInAnyPackage(COMMON, SERVER, WORKER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.fhevm.tfhe.client..")
            .because("only client programs encrypt and decrypt");

    @ArchTest
    static final ArchRule generatedProtocolTypesStopAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages("org.fhevm.coprocessor.server.grpc..", "org.fhevm.coprocessor.cli..")
            .and()
            .resideOutsideOfPackages(PROTOCOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROTOCOL);

    @ArchTest
    static final ArchRule onlyTheCommandLineWritesToStandardOutput = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule noPackageCycles = slices().matching("org.fhevm.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(
                    resideInAPackage("org.fhevm.coprocessor.database.generated.."),
                    resideInAPackage("org.fhevm.coprocessor.database.generated.."));

    @ArchTest
    static final ArchRule everythingIsWhereTheseRulesLook = classes()
            .should()
            .resideInAnyPackage(ENGINE, DATABASE, COMMON, SERVER, WORKER, CLI)
            .because("a class elsewhere would escape the rules");
}
