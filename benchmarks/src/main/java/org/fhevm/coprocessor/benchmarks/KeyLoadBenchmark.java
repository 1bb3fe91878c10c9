package org.fhevm.coprocessor.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.tenant.EngineTenantLoader;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.executor.KernelWarmUp;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.serialization.SizeLimits;

/**
 * Measures how a process loads the keys of its first tenant: the time from the request to the first bootstraps, and the
 * peak of memory in use meanwhile. Keys are read from an embedded PostgreSQL.
 */
public final class KeyLoadBenchmark {
    private static final TenantId TENANT = new TenantId(1);
    private static final int RUNS = 3;
    private static final String URL_VARIABLE = "DATABASE_URL";

    private KeyLoadBenchmark() {}

    /** @param arguments none; a process that this one starts is told its measurement */
    public static void main(String... arguments) throws Exception {
        if (arguments.length == 0) {
            measureInOtherProcesses();
            return;
        }
        try (Database database = Database.open(DatabaseConfig.of(DatabaseUrl.parse(System.getenv(URL_VARIABLE))));
                FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
            switch (Measurement.valueOf(arguments[0])) {
                case TIME_AT_START -> {
                    Thread.startVirtualThread(KeyLoadBenchmark::warmUp);
                    measureTime(database, pool);
                }
                case TIME_WHEN_READY -> {
                    warmUp();
                    measureTime(database, pool);
                }
                case MEMORY -> measureMemory(database, pool);
            }
        }
    }

    private static void measureInOtherProcesses() throws Exception {
        Path folder = Files.createTempDirectory("key-load-benchmark");
        Path serverKey = folder.resolve("sks");
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.start(folder.resolve("postgres"), EmbeddedPostgres.Data.DISCARDED);
                Database database = Database.open(DatabaseConfig.of(postgres.url("postgres")))) {
            database.migrations().apply();
            storeTenant(database, serverKey);
            for (Measurement measurement : List.of(Measurement.TIME_AT_START, Measurement.TIME_WHEN_READY)) {
                for (int run = 1; run <= RUNS; run++) {
                    measure(measurement, postgres.urlText("postgres"));
                }
            }
            measure(Measurement.MEMORY, postgres.urlText("postgres"));
        } finally {
            Files.deleteIfExists(serverKey);
            Files.deleteIfExists(folder.resolve("postgres/lock"));
            Files.deleteIfExists(folder.resolve("postgres"));
            Files.deleteIfExists(folder);
        }
    }

    private static void storeTenant(Database database, Path serverKey) throws Exception {
        KeyGenerator generator =
                new KeyGenerator(ParameterSet.FHEVM_0_6, new SecureRandom(), KeyGenerator.ProgressListener.SILENT);
        ClientKey clientKey = generator.clientKey();
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(serverKey))) {
            ServerKeyCodec.INSTANCE.write(generator.serverKey(clientKey), stream, SizeLimits.KEY);
        }
        new TenantRepository(database)
                .insert(new NewTenant(
                        UUID.randomUUID(),
                        new ChainId(12345),
                        "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                        "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                        new StoredKeySet(Map.of(
                                KeyPart.PUBLIC,
                                KeySource.ofBytes(
                                        CompactPublicKeyCodec.INSTANCE.write(generator.compactPublicKey(clientKey))),
                                KeyPart.SERVER,
                                KeySource.ofFile(serverKey)))));
        print("server key of %,d bytes", Files.size(serverKey));
    }

    /** Starts a process with the options of this one. */
    private static void measure(Measurement measurement, String url) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=warning:stderr"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), KeyLoadBenchmark.class.getName(), measurement.name()));
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment().put(URL_VARIABLE, url);
        print("%s", measurement.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        int status = process.start().waitFor();
        if (status != 0) {
            throw new IllegalStateException("measuring " + measurement + " failed");
        }
    }

    private static void warmUp() {
        KernelWarmUp.run(ParameterSet.FHEVM_0_6.compute());
    }

    private static void measureTime(Database database, FhePool pool) throws FheComputationException {
        long began = System.nanoTime();
        try (Metrics metrics = new Metrics();
                TenantKeyCache.Pin pin = cache(database, pool, metrics).acquire(TENANT)) {
            double loaded = secondsSince(began);
            FheEvaluator evaluator = pin.context().evaluator();
            FheValue random = evaluator.evaluate(
                    FheOperation.RAND, FheType.UINT8, List.of(new FheOperand.Scalar(new byte[] {1})));
            evaluator.evaluate(
                    FheOperation.NE,
                    FheType.BOOL,
                    List.of(new FheOperand.Encrypted(random), new FheOperand.Encrypted(random)));
            print("keys after %.2f s, first comparison of 8 bits after %.2f s", loaded, secondsSince(began));
        }
    }

    private static void measureMemory(Database database, FhePool pool) throws InterruptedException {
        long before = liveBytes();
        AtomicLong most = new AtomicLong();
        AtomicBoolean loading = new AtomicBoolean(true);
        Thread watch = Thread.ofPlatform().start(() -> {
            while (loading.get()) {
                most.accumulateAndGet(liveBytes(), Math::max);
            }
        });
        try (Metrics metrics = new Metrics();
                TenantKeyCache.Pin pin = cache(database, pool, metrics).acquire(TENANT)) {
            loading.set(false);
            watch.join();
            long after = liveBytes();
            print(
                    "keys of %s take %,d MiB, at most %,d MiB while they were loaded: %.2f times as much",
                    pin.context().tenant().id(),
                    after - before >> 20,
                    most.get() - before >> 20,
                    (double) (most.get() - before) / (after - before));
        }
    }

    private static TenantKeyCache cache(Database database, FhePool pool, Metrics metrics) {
        return new TenantKeyCache(
                new TenantRepository(database),
                new EngineTenantLoader(pool),
                KeyCacheConfig.defaults(),
                MonotonicClock.system(),
                metrics.registry());
    }

    /** Memory in use after a collection. */
    private static long liveBytes() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    /** The measurement of a started process. */
    private enum Measurement {
        /** While kernels are being compiled, as in a worker that starts because there is work. */
        TIME_AT_START,
        /** After their compilation, as in a worker that waited for its first work. */
        TIME_WHEN_READY,
        MEMORY
    }
}
