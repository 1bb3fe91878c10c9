package org.fhevm.coprocessor.benchmarks.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What TLS and keys with rights cost: signed reads per second without and with them, in rounds that alternate between
 * two servers with a database each, so that a change of the machine's speed meets all of them.
 */
final class ProtectionCost {
    private static final int CALLERS = 8;
    private static final int ROUNDS = 5;
    private static final double MOST_LOST = 0.1;
    private static final String UNPROTECTED = "plaintext, key of 0.6";

    private ProtectionCost() {}

    /**
     * Prints the medians.
     *
     * @param folder with a folder {@code tls} that has certificate and key of the server
     * @return whether protection costs at most a tenth
     */
    static boolean measure(Path folder, LoadSettings settings) throws Exception {
        Path plainFolder = Files.createDirectories(folder.resolve("plain"));
        Path protectedFolder = Files.createDirectories(folder.resolve("protected"));
        try (LoadEnvironment plain = new LoadEnvironment(plainFolder, settings.serverOptions());
                LoadEnvironment tls =
                        new LoadEnvironment(protectedFolder, settings.serverOptions(), folder.resolve("tls"))) {
            Map<String, Supplier<LoadClient>> kinds = new LinkedHashMap<>();
            kinds.put(UNPROTECTED, () -> new LoadClient(plain));
            kinds.put("plaintext, key with rights", () -> new LoadClient(plain, plain.namedKey()));
            kinds.put("TLS, key with rights", () -> new LoadClient(tls, tls.namedKey()));
            return report(rates(kinds, Duration.ofSeconds(settings.seconds())));
        }
    }

    private static Map<String, List<Double>> rates(Map<String, Supplier<LoadClient>> kinds, Duration time)
            throws InterruptedException {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = -1; round < ROUNDS; round++) {
            for (Map.Entry<String, Supplier<LoadClient>> kind : kinds.entrySet()) {
                double rate = new RateLoad(kind.getValue()).readsPerSecond(CALLERS, time);
                if (round >= 0) { // the first one only warms up
                    rates.computeIfAbsent(kind.getKey(), same -> new ArrayList<>())
                            .add(rate);
                }
            }
        }
        return rates;
    }

    private static boolean report(Map<String, List<Double>> rates) {
        double unprotected = median(rates.getOrDefault(UNPROTECTED, List.of(0.0)));
        boolean cheap = true;
        for (Map.Entry<String, List<Double>> kind : rates.entrySet()) {
            double rate = median(kind.getValue());
            cheap &= rate >= (1 - MOST_LOST) * unprotected;
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %,7.0f signed reads per second (%,.0f to %,.0f), %.3f%n",
                    kind.getKey(),
                    rate,
                    kind.getValue().stream().min(Double::compare).orElse(0.0),
                    kind.getValue().stream().max(Double::compare).orElse(0.0),
                    rate / unprotected);
        }
        return cheap;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
