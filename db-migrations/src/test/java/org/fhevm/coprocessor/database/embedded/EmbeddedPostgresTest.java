package org.fhevm.coprocessor.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    @Test
    void keepsItsDataAndStopsTheServerOfAKilledJvm(@TempDir Path folder) throws Exception {
        openToOthers(folder);
        // A JVM that dies without closing anything, as kill -9 leaves it.
        Process killed = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LeavesServerBehind.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
        long leftBehind = Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                .getFirst()
                .strip());
        assertThat(isRunning(leftBehind)).isTrue();

        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, EmbeddedPostgres.Data.KEPT)) {
            assertThat(isRunning(leftBehind)).isFalse();
            assertThat(single(postgres.url("postgres"), "select value from kept"))
                    .isEqualTo(42);
            assertThat(single(postgres.url("postgres"), "show fsync")).isEqualTo("on");
            assertThat(single(postgres.url("postgres"), "show synchronous_commit"))
                    .isEqualTo("on");
            assertThatThrownBy(() -> EmbeddedPostgres.start(folder, EmbeddedPostgres.Data.KEPT))
                    .isInstanceOf(EmbeddedPostgresException.class)
                    .hasMessageContaining("in use by another process");
            assertThat(refusesWithoutPassword(postgres)).isTrue();
        }
        assertThat(folder.resolve("data/PG_VERSION")).exists();
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    }

    /** Run as a program of its own. */
    static final class LeavesServerBehind {
        public static void main(String[] arguments) {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]), EmbeddedPostgres.Data.KEPT);
            try (Database database = Database.open(DatabaseConfig.of(postgres.url("postgres")))) {
                database.dsl().execute("create table kept as select 42 as value");
            }
            Runtime.getRuntime().halt(137);
        }
    }

    /** A process that has ended, but whose parent has not waited for it, still has an entry, without a command line. */
    private static boolean isRunning(long pid) throws Exception {
        Path commandLine = Path.of("/proc", Long.toString(pid), "cmdline");
        return Files.exists(commandLine) && Files.readAllBytes(commandLine).length > 0;
    }

    private static boolean refusesWithoutPassword(EmbeddedPostgres postgres) {
        DatabaseUrl url = DatabaseUrl.parse("postgres://postgres@127.0.0.1:" + postgres.port() + "/postgres");
        DatabaseConfig config = DatabaseConfig.of(url).withConnectionTimeout(Duration.ofSeconds(1));
        try (Database database = Database.open(config)) {
            return !database.answersWithin(Duration.ofSeconds(1));
        }
    }

    private static Object single(DatabaseUrl url, String sql) {
        try (Database database = Database.open(DatabaseConfig.of(url).withMaximumPoolSize(1))) {
            return database.dsl().fetchSingle(sql).get(0);
        }
    }

    /** JUnit's folder is private; the server's account must get through it. */
    private static void openToOthers(Path folder) throws Exception {
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(List.of(folder.toFile().list())).isEmpty();
    }
}
