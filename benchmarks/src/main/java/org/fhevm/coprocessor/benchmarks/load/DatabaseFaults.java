package org.fhevm.coprocessor.benchmarks.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jooq.impl.DSL;

/** Faults of the database under the server. */
final class DatabaseFaults {
    private static final int OUTAGE_MILLIS = 2_000;
    private static final int CUTS = 5;

    private final LoadEnvironment environment;

    DatabaseFaults(LoadEnvironment environment) {
        this.environment = environment;
    }

    List<Fault> all() {
        return List.of(
                new Fault("database stopped for 2 s", () -> {
                    environment.postgres().stop();
                    Thread.sleep(OUTAGE_MILLIS);
                    environment.postgres().startAgain();
                }),
                new Fault("database restarted", () -> {
                    environment.postgres().stop();
                    environment.postgres().startAgain();
                }),
                new Fault("connections cut, five times", this::cutConnections));
    }

    private void cutConnections() throws InterruptedException {
        for (int i = 0; i < CUTS; i++) {
            environment.database().dsl().execute("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where pid <> pg_backend_pid() and backend_type = 'client backend'
                    """);
            Thread.sleep(OUTAGE_MILLIS / CUTS);
        }
    }

    /**
     * A full disk: the tables move to a file system of a few megabytes, which is then filled. Only if this process may
     * mount one.
     *
     * @param folder the mount point
     * @return empty, with a printed reason, if mounting is not permitted
     */
    Optional<Fault> fullDisk(Path folder) throws Exception {
        Files.createDirectories(folder);
        if (run("mount", "-t", "tmpfs", "-o", "size=96m,mode=0777", "tmpfs", folder.toString()) != 0) {
            System.out.println("disk full: skipped, a small file system cannot be mounted here (needs root)");
            return Optional.empty();
        }
        return Optional.of(new Fault("disk full for 2 s", () -> fill(folder)));
    }

    private void fill(Path folder) throws Exception {
        Path tables = Files.createDirectories(folder.resolve("tables"));
        Path owned = Path.of(
                environment.database().dsl().fetchSingle("show data_directory").get(0, String.class));
        Files.setOwner(tables, Files.getOwner(owned));
        moveTables(Optional.of(tables));
        try {
            Path ballast = folder.resolve("ballast");
            fillUp(ballast);
            Thread.sleep(OUTAGE_MILLIS);
            Files.delete(ballast);
        } finally {
            moveTables(Optional.empty());
        }
    }

    /** Moves the tables there, or back to the default tablespace. */
    private void moveTables(Optional<Path> folder) {
        var dsl = environment.database().dsl();
        folder.ifPresent(path -> dsl.execute("create tablespace small location {0}", DSL.inline(path.toString())));
        String tablespace = folder.isPresent() ? "small" : "pg_default";
        dsl.execute("alter table computations set tablespace " + tablespace);
        dsl.execute("alter index computations_pkey set tablespace " + tablespace);
        if (folder.isEmpty()) {
            dsl.execute("drop tablespace small");
        }
    }

    private static void fillUp(Path file) throws IOException {
        byte[] megabyte = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int size = megabyte.length; size >= 512; size /= 2) {
                fillUp(out, megabyte, size);
            }
        }
    }

    private static void fillUp(OutputStream out, byte[] content, int size) {
        try {
            while (true) {
                out.write(content, 0, size);
            }
        } catch (IOException e) {
            // full for pieces of this size
        }
    }

    void removeFullDisk(Path folder) throws Exception {
        run("umount", folder.toString());
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1; // no such command here
        }
    }
}
