package org.fhevm.coprocessor.common.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The health of the process, by parts. A part is a check that returns its problem, if any. Readiness asks whether the
 * process can work now: if the database does not answer, the process is unready, and waiting helps. Liveness asks
 * whether it can ever work again: if not, only a restart helps.
 */
public final class Health {
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

    /** A check must answer at once, from state that the part already has. */
    @FunctionalInterface
    public interface Check {
        /** The problem, in a few words; empty if there is none. */
        Optional<String> problem();
    }
}
