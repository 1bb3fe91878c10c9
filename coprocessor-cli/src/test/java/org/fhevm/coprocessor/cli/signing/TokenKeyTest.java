package org.fhevm.coprocessor.cli.signing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.cli.Main;
import org.fhevm.coprocessor.cli.testing.SigningKeyFiles;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signing keys in a token of SoftHSM2, through the JDK's PKCS#11 provider. The token's library takes its configuration
 * from the environment, so each command has a process of its own.
 */
class TokenKeyTest {
    private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
    private static final String PIN = "749265";

    @TempDir
    private Path folder;

    @BeforeEach
    void makeToken() throws Exception {
        Assumptions.assumeTrue(Files.exists(LIBRARY), "SoftHSM is not installed (Debian: apt-get install softhsm2)");
        Files.createDirectory(folder.resolve("tokens"));
        Files.writeString(folder.resolve("softhsm2.conf"), "directories.tokendir = " + folder.resolve("tokens") + "\n");
        Files.writeString(folder.resolve("pkcs11.cfg"), """
                name = test
                library = %s
                slotListIndex = 0
                attributes(*, CKO_PRIVATE_KEY, CKK_EC) = {
                  CKA_SENSITIVE = true
                  CKA_EXTRACTABLE = false
                  CKA_SIGN = true
                }
                """.formatted(LIBRARY));
        SigningKeyFiles.ownerOnly(folder.resolve("pin"), PIN + "\n");
        assertThat(run("softhsm2-util", "--init-token", "--free", "--label", "test", "--pin", PIN, "--so-pin", "8364")
                        .exitCode())
                .isZero();
    }

    @Test
    void aKeyIsMadeInTheTokenAndFoundThere() throws Exception {
        Result made = coprocessor("create");
        assertThat(made.output()).containsPattern("signing key of the address 0x[0-9a-fA-F]{40} in pkcs11:coprocessor");
        assertThat(made.exitCode()).isZero();

        Result shown = coprocessor("show");
        assertThat(shown.exitCode()).as(shown.output()).isZero();
        assertThat(made.output()).contains("address " + shown.output().strip() + " in");

        Result again = coprocessor("create");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.output()).contains("the token has a key of the label coprocessor already");
    }

    @Test
    void aWrongPinIsRefusedWithoutBeingShown() throws Exception {
        SigningKeyFiles.ownerOnly(folder.resolve("pin"), "918273");
        Result refused = coprocessor("show");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("CKR_PIN_INCORRECT").doesNotContain("918273");
    }

    @Test
    void aKeyThatIsMissingIsNamed() throws Exception {
        Result refused = coprocessor("show");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("the token has no key with a certificate of the label coprocessor");
    }

    private Result coprocessor(String command) throws IOException, InterruptedException {
        return run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "signing-key",
                command,
                "pkcs11:coprocessor",
                "--pkcs11-configuration",
                folder.resolve("pkcs11.cfg").toString(),
                "--pkcs11-pin-file",
                folder.resolve("pin").toString());
    }

    private Result run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
        builder.environment()
                .put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.contains("incubator"))
                .reduce("", (all, line) -> all + line + "\n");
        return new Result(process.waitFor(), output);
    }

    private record Result(int exitCode, String output) {}
}
