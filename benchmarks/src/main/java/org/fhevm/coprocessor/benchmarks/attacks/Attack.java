package org.fhevm.coprocessor.benchmarks.attacks;

/**
 * One way to harm a coprocessor from outside.
 *
 * @param name what it is called on the command line
 * @param description what it does, with the speed that it keeps to: the attacker shares the processors with its victim,
 *     so it is no faster than a remote one
 * @param victim whose work for the second tenant is measured
 * @param prepare what has to be there first
 * @param arm what the attack begins with once the undisturbed rate was measured, and what may take long
 * @param strike the attack itself, while which the rate is measured; returns when {@link Target#over} says so, or
 *     before
 * @param cleanUp takes away what should not be met again, before the rate is measured once more
 */
record Attack(String name, String description, Victim victim, Step prepare, Step arm, Step strike, Step cleanUp) {

    private static final Step NOTHING = target -> {};

    /** Whose work is measured. */
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
}
