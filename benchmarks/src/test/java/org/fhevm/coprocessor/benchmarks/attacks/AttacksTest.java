package org.fhevm.coprocessor.benchmarks.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One attack of each kind, against daemons of their own: five minutes. The processes live, stay within their memory,
 * threads, descriptors and log, and go on serving a second tenant. How much of its rate that tenant keeps depends on
 * the machine as well; {@code benchmarks/attacks} judges it, carries out all attacks, and for longer.
 */
@Tag("attacks")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksTest {
    private static final AttackSettings SETTINGS = new AttackSettings(Duration.ofSeconds(3), 1024, 1000, 20_000, 480);

    private Installation installation;
    private AttackRun run;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        installation = new Installation(folder, Path.of("").toAbsolutePath().resolve(".."));
        run = new AttackRun(installation, SETTINGS);
    }

    @AfterAll
    void stop() {
        Optional.ofNullable(installation).ifPresent(Installation::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown-fields-with-key",
                "unknown-keys",
                "rapid-reset",
                "continuation-flood",
                "headers-only-with-key",
                "partial-header-blocks",
                "metrics-half-requests",
                "metrics-unread",
                "uploads",
                "unread-answers-window-0",
                "row-wide-ciphertext-read",
                "row-many-dependencies",
                "row-odd-arrays",
                "queue-cycle"
            })
    void anAttackIsWithstood(String name) throws Exception {
        AttackResult result = run.carryOut(AttackCatalog.named(name).orElseThrow());

        String all = result.row() + "; " + result.outcome();
        assertThat(result.faults()).as(all).isEmpty();
        assertThat(result.during()).as(all).isPositive();
        assertThat(result.after()).as(all).isPositive();
    }

    @Test
    void everyAttackHasANameOfItsOwn() {
        List<String> names = AttackCatalog.all().stream().map(Attack::name).toList();

        assertThat(names).doesNotHaveDuplicates();
    }
}
