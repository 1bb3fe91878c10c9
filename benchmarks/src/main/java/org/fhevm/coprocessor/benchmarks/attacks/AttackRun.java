package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs attacks and judges them. It measures the second tenant's rate before, during and after each attack, for equal
 * times; an attack runs for that time before it is measured. The attack succeeds if the rate during it is less than
 * half of the undisturbed one, if a daemon ends or exceeds its memory, threads, descriptors or log, or if the rate does
 * not recover.
 */
final class AttackRun {
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration RECOVERY = Duration.ofSeconds(15);
    private static final Duration STRIKE_END = Duration.ofSeconds(30);
    private static final int SPARE_THREADS = 30;
    private static final int SPARE_DESCRIPTORS = 60;
    private static final long WATCH_MILLIS = 200;

    private final Installation installation;
    private final AttackSettings settings;
    private final Neighbour neighbour;
    private Attack.Victim warm = Attack.Victim.SERVER;

    AttackRun(Installation installation, AttackSettings settings) {
        this.installation = installation;
        this.settings = settings;
        this.neighbour = new Neighbour(installation.serverAddress(), installation.neighbour());
    }

    AttackResult carryOut(Attack attack) throws Exception {
        if (installation.start(attack.victim()) || warm != attack.victim()) {
            neighbour.measure(attack.victim(), WARM_UP);
            warm = attack.victim();
        }
        Target target = new Target(installation, settings);
        List<String> faults = new ArrayList<>();
        try {
            prepare(attack.prepare(), target);
            AttackResult result = observe(attack, target, faults);
            if (!result.withstood()) {
                installation.stopDaemons();
            }
            return result;
        } finally {
            target.end();
            target.release();
        }
    }

    /**
     * An attack that cannot be made, as when the database refuses its rows, is a fault of this program; others go on.
     */
    private static void prepare(Attack.Step step, Target target) throws Exception {
        try {
            step.run(target);
        } catch (SQLException e) {
            target.complain("cannot be prepared: " + e.getMessage());
        }
    }

    private AttackResult observe(Attack attack, Target target, List<String> faults) throws Exception {
        Neighbour.Rate before = undisturbed(attack);
        Map<Daemon, Baseline> baselines = new LinkedHashMap<>();
        for (Daemon daemon : installation.daemons()) {
            daemon.resetPeak();
            baselines.put(daemon, new Baseline(daemon.threads(), daemon.descriptors(), daemon.logLines()));
        }
        prepare(attack.arm(), target);
        Peaks peaks = new Peaks(List.copyOf(baselines.keySet()));
        Neighbour.Rate during;
        try (peaks) {
            during = underAttack(attack, target, faults);
        }
        attack.cleanUp().run(target);
        awaitRecovery(baselines);
        Neighbour.Rate after = neighbour.measure(attack.victim(), settings.phase());
        long logLines = 0;
        int peakMegabytes = 0;
        for (Map.Entry<Daemon, Baseline> entry : baselines.entrySet()) {
            faults.addAll(faultsOf(entry.getKey(), entry.getValue()));
            logLines = Math.max(
                    logLines, entry.getKey().logLines() - entry.getValue().logLines());
            peakMegabytes = Math.max(peakMegabytes, entry.getKey().peakResidentMegabytes());
        }
        target.complaint().ifPresent(faults::add);
        return new AttackResult(
                attack,
                before.perSecond(),
                during.perSecond(),
                after.perSecond(),
                Math.max(peakMegabytes, peaks.megabytes),
                peaks.threads,
                peaks.descriptors,
                logLines,
                faults,
                target.outcomes().summary() + failures(during));
    }

    /** The rate while the attack goes on. */
    private Neighbour.Rate underAttack(Attack attack, Target target, List<String> faults) throws Exception {
        try (Scraper scraper = new Scraper(installation.server().metrics())) {
            Thread strike = Thread.ofPlatform().name("strike").start(() -> strike(attack, target));
            // The attack is the first to run some code. Compiling that can take a processor for seconds, but only once,
            // so that the first rate does not count.
            neighbour.measure(attack.victim(), settings.phase());
            Neighbour.Rate during = neighbour.measure(attack.victim(), settings.phase());
            target.end();
            target.release();
            strike.join(STRIKE_END);
            if (strike.isAlive()) {
                faults.add("the attack does not end");
                strike.interrupt();
            }
            if (scraper.unanswered() > scraper.answered()) {
                faults.add("metrics were answered " + scraper.answered() + " times, and " + scraper.unanswered()
                        + " times not");
            }
            return during;
        }
    }

    /** The last attack may have left something behind that ends a daemon only now. */
    private Neighbour.Rate undisturbed(Attack attack) throws IOException, InterruptedException, SQLException {
        Neighbour.Rate rate = neighbour.measure(attack.victim(), settings.phase());
        if (rate.done() > 0) {
            return rate;
        }
        installation.stopDaemons();
        installation.start(attack.victim());
        neighbour.measure(attack.victim(), WARM_UP);
        rate = neighbour.measure(attack.victim(), settings.phase());
        if (rate.done() == 0) {
            throw new IllegalStateException(
                    "the second tenant is not served even before " + attack.name() + ": " + rate.reason());
        }
        return rate;
    }

    private static String failures(Neighbour.Rate rate) {
        return rate.failed() == 0
                ? ""
                : String.format(Locale.ROOT, "; second tenant: %,d failures (%s)", rate.failed(), rate.reason());
    }

    private static void strike(Attack attack, Target target) {
        try {
            attack.strike().run(target);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            target.outcomes().reason("attack: " + e);
        }
    }

    /** Threads and descriptors may take some time to come back. */
    private static void awaitRecovery(Map<Daemon, Baseline> baselines) throws IOException, InterruptedException {
        long end = System.nanoTime() + RECOVERY.toNanos();
        while (System.nanoTime() < end) {
            boolean recovered = true;
            for (Map.Entry<Daemon, Baseline> entry : baselines.entrySet()) {
                recovered &= resourceFaults(entry.getKey(), entry.getValue()).isEmpty();
            }
            if (recovered) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
        }
    }

    private static List<String> resourceFaults(Daemon daemon, Baseline baseline) throws IOException {
        List<String> faults = new ArrayList<>();
        int threads = daemon.threads();
        int descriptors = daemon.descriptors();
        if (threads > baseline.threads() + SPARE_THREADS) {
            faults.add("threads stay at " + threads + ", before " + baseline.threads());
        }
        if (descriptors > baseline.descriptors() + SPARE_DESCRIPTORS) {
            faults.add("descriptors stay at " + descriptors + ", before " + baseline.descriptors());
        }
        return faults;
    }

    private List<String> faultsOf(Daemon daemon, Baseline baseline) throws IOException {
        List<String> faults = new ArrayList<>();
        if (!daemon.isAlive()) {
            faults.add("process ended with status " + daemon.exitStatus());
            return faults;
        }
        int peak = daemon.peakResidentMegabytes();
        if (peak > settings.maximumResidentMegabytes()) {
            faults.add("memory " + peak + " MB");
        }
        long lines = daemon.logLines() - baseline.logLines();
        if (lines > settings.maximumLogLines()) {
            faults.add(lines + " lines logged");
        }
        faults.addAll(resourceFaults(daemon, baseline));
        return faults;
    }

    /** What a daemon had before the attack. */
    private record Baseline(int threads, int descriptors, long logLines) {}

    /** Watches daemons until it is closed. */
    private static final class Peaks implements AutoCloseable {
        private final List<Daemon> daemons;
        private final Thread thread;
        private volatile int megabytes;
        private volatile int threads;
        private volatile int descriptors;

        Peaks(List<Daemon> daemons) {
            this.daemons = daemons;
            this.thread = Thread.ofPlatform().start(this::watch);
        }

        private void watch() {
            try {
                while (true) {
                    look();
                    TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
                }
            } catch (InterruptedException | IOException e) {
                // closed, or the process is gone
            }
        }

        private void look() throws IOException {
            for (Daemon daemon : daemons) {
                megabytes = Math.max(megabytes, daemon.peakResidentMegabytes());
                threads = Math.max(threads, daemon.threads());
                descriptors = Math.max(descriptors, daemon.descriptors());
            }
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }
}
