package org.fhevm.coprocessor.common.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Whether the process is fit, by parts. A part is a check that says what is wrong with it, if anything. Readiness asks
 * whether the process can work now (a database that is away makes it unready, and waiting helps); liveness asks whether it
 * could ever again (only a restart helps).
 */
public final class Health {
    /** A check must answer at once: it reads what the part already knows of itself. */
    @FunctionalInterface
    public interface Check {
        /** What is wrong, in a few words; nothing if all is well. */
        Optional<String> problem();
    }

    private final Map<String, Check> readiness = new ConcurrentSkipListMap<>();
    private final Map<String, Check> liveness = new ConcurrentSkipListMap<>();

    public void addReadiness(String part, Check check) {
        readiness.put(part, check);
    }

    public void addLiveness(String part, Check check) {
        liveness.put(part, check);
    }

    /** One line for each part that keeps the process from working. */
    public List<String> readinessProblems() {
        return problems(readiness);
    }

    public List<String> livenessProblems() {
        return problems(liveness);
    }

    private static List<String> problems(Map<String, Check> checks) {
        List<String> problems = new ArrayList<>();
        checks.forEach((part, check) -> check.problem().ifPresent(problem -> problems.add(part + ": " + problem)));
        return problems;
    }
}
