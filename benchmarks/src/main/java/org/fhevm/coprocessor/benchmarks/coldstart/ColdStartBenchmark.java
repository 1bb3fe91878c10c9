package org.fhevm.coprocessor.benchmarks.coldstart;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Times the first transfers of fresh worker processes, alternately for several ways to start them.
 *
 * <p>Each round starts two processes of each variant. One gets its transfers when it is ready, one after the other. The
 * other finds one in the queue when it starts.
 */
public final class ColdStartBenchmark {
    private final TransferClient client;
    private final Path log;

    private ColdStartBenchmark(TransferClient client, Path log) {
        this.client = client;
        this.log = log;
    }

    /** @param arguments folder, URL of the server, number of rounds, and the variants ({@link Variant#parse}) */
    public static void main(String... arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[2]);
        List<Variant> variants = List.of(arguments).subList(3, arguments.length).stream()
                .map(Variant::parse)
                .toList();
        try (TransferClient client = new TransferClient(arguments[1], folder)) {
            new ColdStartBenchmark(client, folder.resolve("workers.log")).run(variants, rounds);
        }
    }

    private void run(List<Variant> variants, int rounds) throws Exception {
        // The server's first answers take longer, whichever worker it has.
        measure(variants.getFirst());
        Map<Variant, Map<Interval, List<Double>>> all = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (Variant variant : variants) {
                Map<Interval, Double> measured = measure(variant);
                measured.forEach(
                        (interval, seconds) -> all.computeIfAbsent(variant, absent -> new EnumMap<>(Interval.class))
                                .computeIfAbsent(interval, absent -> new ArrayList<>())
                                .add(seconds));
                System.out.printf(Locale.ROOT, "round %d, %s: %s%n", round, variant.name(), measured);
            }
        }
        print(all);
    }

    private Map<Interval, Double> measure(Variant variant) throws IOException, InterruptedException {
        Map<Interval, Double> seconds = new EnumMap<>(Interval.class);
        long start = System.nanoTime();
        try (FreshWorker worker = FreshWorker.start(variant, log)) {
            worker.awaitReady();
            seconds.put(Interval.READY, seconds(start, System.nanoTime()));
            seconds.put(Interval.READY_PROCESSOR, worker.processorTime().toMillis() / 1e3);
            for (Interval interval : List.of(Interval.FIRST, Interval.SECOND, Interval.THIRD)) {
                long sent = System.nanoTime();
                seconds.put(interval, seconds(sent, client.awaitNanos(client.send())));
            }
        }
        List<ByteString> waiting = client.send();
        start = System.nanoTime();
        try (FreshWorker worker = FreshWorker.start(variant, log)) {
            seconds.put(Interval.WAITING, seconds(start, client.awaitNanos(waiting)));
            seconds.put(Interval.WAITING_PROCESSOR, worker.processorTime().toMillis() / 1e3);
        }
        return seconds;
    }

    private static double seconds(long start, long end) {
        return Math.round((end - start) / 1e6) / 1e3;
    }

    private static void print(Map<Variant, Map<Interval, List<Double>>> all) {
        System.out.printf("%n%-34s", "minimum, median in seconds");
        all.keySet().forEach(variant -> System.out.printf("%22s", variant.name()));
        System.out.println();
        for (Interval interval : Interval.values()) {
            System.out.printf("%-34s", interval.text);
            for (Map<Interval, List<Double>> measured : all.values()) {
                List<Double> sorted = measured.getOrDefault(interval, List.of()).stream()
                        .sorted()
                        .toList();
                System.out.printf(Locale.ROOT, "%14.2f, %6.2f", sorted.getFirst(), sorted.get(sorted.size() / 2));
            }
            System.out.println();
        }
    }

    private enum Interval {
        READY("start to ready"),
        FIRST("first transfer, once ready"),
        SECOND("second transfer"),
        THIRD("third transfer"),
        WAITING("start to the result of a waiting one"),
        READY_PROCESSOR("processor time until ready"),
        WAITING_PROCESSOR("processor time until that result");

        private final String text;

        Interval(String text) {
            this.text = text;
        }
    }
}
