package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.OptionSpec;

/** The daemon's flags, spelled and defaulted as those of the 0.6 backend. */
class DaemonFlagsTest {
    @ParameterizedTest
    @CsvSource({
        "--worker-polling-interval-ms, 1000",
        "--server-maximum-ciphertexts-to-schedule, 5000",
        "--server-maximum-ciphertexts-to-get, 5000",
        "--work-items-batch-size, 10",
        "--tenant-key-cache-size, 32",
        "--maximimum-compact-inputs-upload, 10",
        "--maximum-handles-per-input, 255",
        "--tokio-threads, 4",
        "--pg-pool-max-connections, 10",
        "--server-addr, 127.0.0.1:50051",
        "--metrics-addr, 0.0.0.0:9100",
        "--coprocessor-private-key, ./coprocessor.key",
    })
    void aFlagHasTheDefaultOfTheReference(String flag, String value) {
        assertThat(option(flag).defaultValueString()).isEqualTo(value);
        assertThat(option(flag).arity().min()).as("%s takes a value", flag).isEqualTo(1);
    }

    @Test
    void proofsAreVerifiedStrictlyByDefault() {
        OptionSpec policy = option("--verify-input-proofs");
        assertThat(policy.defaultValue()).isEqualTo("strict");
        assertThat(policy.arity().min()).isEqualTo(1);
        assertThat(option("--input-proof-threads").defaultValue()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"--run-server", "--run-bg-worker", "--generate-fhe-keys", "--audit-required"})
    void aSwitchTakesNoValue(String flag) {
        assertThat(option(flag).arity().max()).isZero();
    }

    @Test
    void theDatabaseHasNoDefault() {
        assertThat(option("--database-url").defaultValue()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyProgramTakesAllFlags(Role role) {
        assertThat(Commands.named("x", new RunCommand(role)).getCommandSpec().optionsMap())
                .containsKeys("--run-server", "--run-bg-worker", "--server-addr", "--work-items-batch-size");
    }

    @Test
    void aProgramForOnePartRefusesTheOther() {
        assertThat(Commands.named("x", new RunCommand(Role.SERVER))
                        .setErr(new java.io.PrintWriter(java.io.Writer.nullWriter()))
                        .execute("--run-bg-worker"))
                .isEqualTo(2);
        assertThat(Commands.named("x", new RunCommand(Role.WORKER))
                        .setErr(new java.io.PrintWriter(java.io.Writer.nullWriter()))
                        .execute("--run-server"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--maximum-handles-per-input, 256, 'between 0 and 255, got 256'",
        "--work-items-batch-size, 0, 'the work items batch size must be at least 1, got 0'",
        "--pg-pool-max-connections, 0, 'at least 1 connection, got 0'",
        "--input-proof-threads, 0, 'threads for input proofs must be at least 1, got 0'",
        "--server-maximum-calls, 0, 'calls at once must be at least 1, got 0'",
        "--server-maximum-fhe-tasks, 0, 'FHE tasks at once must be at least 1, got 0'",
        "--server-maximum-blocks-per-input, 0, 'blocks per input list must be at least 1, got 0'",
        "--server-maximum-blocks-per-upload, 0, 'blocks per upload must be at least 1, got 0'",
        "--server-maximum-blocks-to-encrypt, 0, 'blocks to encrypt must be at least 1, got 0'",
        "--server-maximum-connections, 0, 'maximum of connections must be at least 1, got 0'",
        "--server-maximum-connections-per-address, 0, 'connections per address must be at least 1, got 0'",
        "--server-maximum-calls-per-connection, 0, 'calls per connection must be at least 1, got 0'",
        "--server-handshake-seconds, 0, 'first frame must be positive, got PT0S'",
        "--server-connection-idle-seconds, 0, 'be idle must be positive, got PT0S'",
        "--server-connection-age-seconds, 0, 'age of a connection must be positive, got PT0S'",
        "--server-write-seconds, 0, 'to be read must be positive, got PT0S'",
        "--server-maximum-header-bytes, 100, 'header bytes must be at least 1024, got 100'",
        "--server-maximum-resets-per-minute, 0, 'resets per minute must be at least 1, got 0'",
        "--server-request-seconds, 0, 'time for a request to arrive must be positive, got PT0S'",
        "--server-request-bytes, 0, 'requests in flight must be at least 1, got 0'",
        "--server-answer-bytes, 0, 'answers in flight must be at least 1, got 0'",
        "--server-answer-wait-seconds, -1, 'wait for an answer must not be negative, got PT-1S'",
        "--metrics-maximum-connections, 0, 'connections for metrics must be at least 1, got 0'",
        "--metrics-maximum-connections-per-address, 0, 'metrics per address must be at least 1, got 0'",
        "--server-tls-certificate, a.crt, 'TLS needs both --server-tls-certificate and --server-tls-key'",
        "--server-tls-client-authorities, a.crt, 'TLS needs both --server-tls-certificate and --server-tls-key'",
        "--server-tls-client-names, geth, '--server-tls-client-names needs --server-tls-client-authorities'",
        "--metrics-tls-key, a.key, 'TLS needs both --metrics-tls-certificate and --metrics-tls-key'",
        "--metrics-request-seconds, 0, 'request for metrics must be positive, got PT0S'",
        "--server-maximum-fhe-requests-per-tenant, 0, 'FHE requests per tenant must be at least 1, got 0'",
        "--server-maximum-fhe-blocks-per-tenant, 0, 'FHE blocks per tenant must be at least 1, got 0'",
        "--server-upload-wait, soon, 'a duration is a number and ms, s, m or h, as in 30s, got soon'",
        "--server-wait-for-pending, 25h, 'must be between 0 and 24 h, got PT25H'",
        "--server-maximum-waiting-reads, 0, 'waiting reads must be at least 1, got 0'",
        "--server-trivial-encryption, maybe, 'expected one of [on, off]'",
        "--server-addr, nonsense, 'host:port, got nonsense'",
        "--metrics-addr, 0.0.0.0:99999, 'between 0 and 65535'",
        "--coprocessor-fhe-threads, 0, 'number of FHE threads must be at least 1, got 0'",
        "--log-level, loud, 'expected one of [ERROR, WARN, INFO, DEBUG, TRACE]'",
    })
    void aValueOutOfBoundsIsRefusedBeforeAnythingStarts(String flag, String value, String message) throws Exception {
        java.nio.file.Path key = java.nio.file.Files.createTempFile("signing", ".key");
        java.nio.file.Files.writeString(key, "01".repeat(32));

        CommandRun run =
                CommandRun.of("--run-server", "--run-bg-worker", "--coprocessor-private-key", key, flag, value);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void anAuditLogThatIsRequiredHasToBeNamed() throws Exception {
        java.nio.file.Path key = java.nio.file.Files.createTempFile("signing", ".key");
        java.nio.file.Files.writeString(key, "01".repeat(32));

        CommandRun run = CommandRun.of("--run-server", "--coprocessor-private-key", key, "--audit-required");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--audit-required needs --audit-log");
    }

    private static OptionSpec option(String flag) {
        OptionSpec option = Objects.requireNonNull(
                        Main.commandLine().getSubcommands().get("run"))
                .getCommandSpec()
                .findOption(flag);
        assertThat(option).as(flag).isNotNull();
        return option;
    }
}
