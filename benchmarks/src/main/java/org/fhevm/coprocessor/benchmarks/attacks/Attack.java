package org.fhevm.coprocessor.benchmarks.attacks;

/**
 * One way to harm a coprocessor from outside.
 *
 * @param name its name on the command line
 * @param description the attack with its speed: the attacker shares the processors with its victim, so it is no faster
 *     than a remote one
 * @param victim the daemon whose work for the second tenant is measured
 * @param prepare sets up what the attack needs
 * @param arm slow first part of the attack, after the measurement of the undisturbed rate
 * @param strike the attack itself, during which the rate is measured; returns when {@link Target#over} says so, or
 *     before
 * @param cleanUp removes the traces of the attack before the last measurement of the rate
 */
record Attack(String name, String description, Victim victim, Step prepare, Step arm, Step strike, Step cleanUp) {
    private static final Step NOTHING = target -> {};

    static Attack onServer(String name, String description, Step strike) {
        return new Attack(name, description, Victim.SERVER, NOTHING, NOTHING, strike, NOTHING);
    }

    static Attack onWorker(String name, String description, Step strike) {
        return new Attack(name, description, Victim.WORKER, NOTHING, NOTHING, strike, NOTHING);
    }

    /** An attack by rows that lie in the database. */
    static Attack byRows(String name, String description, Victim victim, Step arm) {
        return new Attack(name, description, victim, NOTHING, arm, Target::hold, Target::removeRows);
    }

    Attack preparedBy(Step step) {
        return new Attack(name, description, victim, step, arm, strike, cleanUp);
    }

    Attack armedBy(Step step) {
        return new Attack(name, description, victim, prepare, step, strike, cleanUp);
    }

    Attack cleanedUpBy(Step step) {
        return new Attack(name, description, victim, prepare, arm, strike, step);
    }

    /** The daemon whose work is measured. */
    enum Victim {
        /** The server: the second tenant makes small calls. */
        SERVER,
        /** The worker: the second tenant has small computations made. */
        WORKER
    }

    /** A part of an attack. */
    @FunctionalInterface
    interface Step {
        void run(Target target) throws Exception;
    }
}
