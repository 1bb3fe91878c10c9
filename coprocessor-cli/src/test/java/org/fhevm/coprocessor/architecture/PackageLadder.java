package org.fhevm.coprocessor.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.List;
import java.util.TreeSet;
import org.assertj.core.api.Assertions;

/**
 * Packages in an order: each may use the ones above it in the list, and none below.
 *
 * @param root the name of the package that contains them, with a dot at its end
 * @param steps names within the root, from the top of the list
 */
record PackageLadder(String root, List<String> steps) {
    PackageLadder {
        steps = List.copyOf(steps);
    }

    void requireOneWay(JavaClasses classes) {
        for (int step = 0; step < steps.size() - 1; step++) {
            String[] below = steps.subList(step + 1, steps.size()).stream()
                    .map(root::concat)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(root + steps.get(step))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(below)
                    .because("the ladder is " + steps)
                    .check(classes);
        }
    }

    void requireComplete(JavaClasses classes) {
        TreeSet<String> packages = new TreeSet<>();
        classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(root))
                .forEach(name -> packages.add(name.substring(root.length())));
        Assertions.assertThat(packages).containsExactlyInAnyOrderElementsOf(steps);
    }
}
