package org.fhevm.coprocessor.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

/**
 * What TLS and keys with rights cost: signed reads per second without and with them, and what each costs the server, in
 * rounds that alternate between two servers with a database each, so that a change of the machine's speed meets all of
 * them. The clients share the processors, and have their own part in the cost of TLS: what a server alone loses is told
 * by its processor time.
 */
final class ProtectionCost {
    private static final int CALLERS = 8;
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 5;
    private static final double MOST_LOST = 0.1;
    private static final String UNPROTECTED = "plaintext, key of 0.6";

    private ProtectionCost() {}

    /**
     * Prints the medians.
     *
     * @param folder with a folder {@code tls} that has certificate and key of the server
     * @return whether protection costs a server at most a tenth of the reads that it can answer in a second
     */
    static boolean measure(Path folder, LoadSettings settings) throws Exception {
        Path plainFolder = Files.createDirectories(folder.resolve("plain"));
        Path protectedFolder = Files.createDirectories(folder.resolve("protected"));
        try (LoadEnvironment plain = new LoadEnvironment(plainFolder, settings.serverOptions());
                LoadEnvironment tls =
                        new LoadEnvironment(protectedFolder, settings.serverOptions(), folder.resolve("tls"))) {
            Caller unprotected = new Caller(UNPROTECTED, plain, plain.apiKey());
            Caller withRights = new Caller("plaintext, key with rights", plain, plain.namedKey());
            Caller protectedByTls = new Caller("TLS, key with rights", tls, tls.namedKey());
            // In a round both servers work for equally long, so that the compiler of neither is ahead.
            List<Caller> round = List.of(unprotected, protectedByTls, withRights, protectedByTls);
            return report(rounds(round, Duration.ofSeconds(settings.seconds())));
        }
    }

    private static Map<String, List<Round>> rounds(List<Caller> callers, Duration time)
            throws InterruptedException, IOException {
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            for (Caller caller : callers) {
                Round measured = caller.readFor(time);
                if (round >= 0) {
                    rounds.computeIfAbsent(caller.kind, same -> new ArrayList<>())
                            .add(measured);
                }
            }
        }
        return rounds;
    }

    private static boolean report(Map<String, List<Round>> rounds) {
        List<Round> unprotected = rounds.getOrDefault(UNPROTECTED, List.of());
        boolean cheap = true;
        for (Map.Entry<String, List<Round>> kind : rounds.entrySet()) {
            List<Double> rates = sorted(kind.getValue(), Round::perSecond);
            double rate = median(kind.getValue(), Round::perSecond);
            double micros = median(kind.getValue(), Round::serverMicros);
            double capacity = median(unprotected, Round::serverMicros) / micros;
            cheap &= capacity >= 1 - MOST_LOST;
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %,7.0f signed reads per second (%,.0f to %,.0f), %.3f; %.0f µs of the server and its"
                            + " database each, %.3f%n",
                    kind.getKey(),
                    rate,
                    rates.getFirst(),
                    rates.getLast(),
                    rate / median(unprotected, Round::perSecond),
                    micros,
                    capacity);
        }
        return cheap;
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.isEmpty() ? 0 : sorted(rounds, figure).get(rounds.size() / 2);
    }

    private static List<Double> sorted(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).boxed().sorted().toList();
    }

    /**
     * One measurement.
     *
     * @param serverMicros processor time of server and database for one read
     */
    private record Round(double perSecond, double serverMicros) {}

    /** A kind of client, and the server that it calls. */
    private record Caller(String kind, LoadEnvironment server, UUID apiKey) {
        Round readFor(Duration time) throws InterruptedException, IOException {
            RateLoad load = new RateLoad(() -> new LoadClient(server, apiKey));
            Duration before = server.processorTime();
            double perSecond = load.readsPerSecond(CALLERS, time);
            Duration used = server.processorTime().minus(before);
            return new Round(
                    perSecond,
                    used.toNanos() / 1e3 / Math.max(1, load.latencies().count()));
        }
    }
}
