package org.fhevm.coprocessor.benchmarks.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What the load program is asked for.
 *
 * @param seconds length of each measurement of rates
 * @param minutes length of the steady load after which memory, threads and descriptors are compared
 * @param connections idle connections, and calls at once
 * @param faults whether faults are brought about instead of rates being measured
 * @param protection whether the cost of TLS and of keys with rights is measured instead
 * @param serverOptions further options of the server, from the environment variable {@code LOAD_SERVER_OPTIONS}
 */
record LoadSettings(
        int seconds, int minutes, int connections, boolean faults, boolean protection, List<String> serverOptions) {
    private static final int MAXIMUM_SECONDS = 600;
    private static final int MAXIMUM_MINUTES = 60;
    private static final int MAXIMUM_CONNECTIONS = 20_000;

    LoadSettings {
        requireBetween("--seconds", seconds, MAXIMUM_SECONDS);
        requireBetween("--minutes", minutes, MAXIMUM_MINUTES);
        requireBetween("--connections", connections, MAXIMUM_CONNECTIONS);
    }

    private static void requireBetween(String option, int value, int maximum) {
        if (value < 1 || value > maximum) {
            throw new IllegalArgumentException(option + " must be between 1 and " + maximum + ", got " + value);
        }
    }

    static LoadSettings parse(String... arguments) {
        int seconds = 15;
        int minutes = 1;
        int connections = 10_000;
        boolean faults = false;
        boolean protection = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--seconds" -> seconds = number(arguments, ++i);
                case "--minutes" -> minutes = number(arguments, ++i);
                case "--connections" -> connections = number(arguments, ++i);
                case "--faults" -> faults = true;
                case "--protection" -> protection = true;
                default -> throw new IllegalArgumentException("unknown option " + arguments[i]);
            }
        }
        return new LoadSettings(seconds, minutes, connections, faults, protection, serverOptionsOfEnvironment());
    }

    private static int number(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a number");
        }
        return Integer.parseInt(arguments[index]);
    }

    private static List<String> serverOptionsOfEnvironment() {
        String text = System.getenv().getOrDefault("LOAD_SERVER_OPTIONS", "").strip();
        return text.isEmpty() ? List.of() : new ArrayList<>(List.of(text.split("\\s+")));
    }
}
