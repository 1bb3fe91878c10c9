package org.fhevm.coprocessor.cli.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.JsonAnswers;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proven lists made and checked by commands. */
class ProvenListCommandsTest {
    private static final List<String> BINDING = List.of(
            "--contract-address",
            "0x8ba1f109551bd432803012645ac136ddd64dba72",
            "--user-address",
            "0x5a0b54d5dc17e0aadc383d2db43b0a0d3e029c4c",
            "--acl-contract-address",
            "0x05fd9b5efe0a996095f42ed7e77c390810ca660c",
            "--chain-id",
            "9000");

    @TempDir
    private Path folder;

    private KeyFolder keys;
    private Path list;

    @BeforeEach
    void prepare() throws IOException {
        keys = ToyKeyFolder.ours(folder.resolve("keys"));
        list = folder.resolve("list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify", "proof"})
    void whatIsProvenIsAccepted(String load) {
        CommandRun written = encrypt(with(BINDING, "--load", load), "euint64:1", "ebool:true");
        assertThat(written.exitCode()).as(written.err()).isZero();
        assertThat(written.err()).contains("checking the CRS: done after", "proving: done after");
        assertThat(written.out()).isEmpty();

        CommandRun run = verify(BINDING);

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo(list + ": accepted");
        assertThat(CommandRun.of("ciphertext", "inspect", list).out())
                .contains(
                        "proven list of 2 values (euint64, ebool)", "17 LWE of dimension 64", "load \"" + load + "\"");
    }

    @Test
    void programsAreToldTheVerdict() throws IOException {
        encrypt(BINDING, "euint8:1");
        List<Object> arguments = new ArrayList<>(
                List.of("--key", keys.publicKey(), "--crs", keys.publicParameters(), "--trust-crs", list));
        arguments.addAll(BINDING);

        assertThat(JsonAnswers.of("ciphertext verify", arguments.toArray())
                        .get(0)
                        .get("accepted")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void fhevmjsLeavesTheWorkToTheVerifier() {
        encrypt(BINDING, "euint8:1");
        assertThat(CommandRun.of("ciphertext", "inspect", list).out()).contains("load \"verify\"");
    }

    /** 32 LWE fit into a proof. */
    @ParameterizedTest
    @CsvSource({"euint128:7, 1", "euint128:7 ebool:true, 2", "euint256:7 euint256:8 euint4:1, 5"})
    void listsLongerThanAProofTakeSeveral(String values, int proofs) {
        List<String> trusted = List.of("--unbound", "--trust-crs");
        CommandRun written = encrypt(trusted, values.split(" "));
        assertThat(written.exitCode()).as(written.err()).isZero();
        assertThat(written.err()).doesNotContain("checking");

        assertThat(verify(trusted).out().strip()).isEqualTo(list + ": accepted");
        assertThat(CommandRun.of("ciphertext", "inspect", list).out().split("with a proof of load", -1))
                .hasSize(proofs + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "--contract-address, 0x8ba1f109551bd432803012645ac136ddd64dba73",
        "--user-address, 0x8ba1f109551bd432803012645ac136ddd64dba72",
        "--acl-contract-address, 0x5a0b54d5dc17e0aadc383d2db43b0a0d3e029c4c",
        "--chain-id, 9001"
    })
    void aProofForSomethingElseIsRefused(String flag, String value) {
        encrypt(BINDING, "euint8:1");
        List<String> other = new ArrayList<>(BINDING);
        other.set(other.indexOf(flag) + 1, value);

        CommandRun run = verify(other);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().strip())
                .isEqualTo(list + ": refused, the proof is false, or made with or bound to something else");
    }

    @Test
    void anEmptyProofIsRefused() {
        CommandRun.of(
                "ciphertext", "encrypt", "--form", "unproven", "--key", keys.publicKey(), "--output", list, "euint8:1");

        CommandRun run = verify(List.of("--unbound"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains(list + ": refused, the proof is false");
    }

    @Test
    void ofSeveralListsEachHasAVerdict() throws IOException {
        encrypt(BINDING, "euint8:1");
        Path damaged = folder.resolve("damaged");
        byte[] bytes = Files.readAllBytes(list);
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length + 1));
        Path foreign = Files.writeString(folder.resolve("foreign"), "this is not a list");

        CommandRun run = verify(with(BINDING, damaged.toString(), foreign.toString()));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith(damaged + ": refused, malformed: "),
                        line -> assertThat(line).startsWith(foreign + ": refused, malformed: "),
                        line -> assertThat(line).isEqualTo(list + ": accepted"));
        CommandRun missing = verify(with(BINDING, folder.resolve("missing").toString()));
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no file " + folder.resolve("missing"));
    }

    @Test
    void listsOfNodeTfheAreAcceptedAndMauledOnesRefused() throws IOException {
        KeyFolder theirs = ToyKeyFolder.tfheRs(folder.resolve("tfhe-rs"));
        Files.write(list, TestVectors.toy().bytes("inputs/u8x4.verify.proven"));
        keys = theirs;
        assertThat(verify(List.of("--unbound")).out().strip()).isEqualTo(list + ": accepted");

        byte[] mauled = TestVectors.toy().bytes("inputs/u8x4.verify.proven");
        mauled[mauled.length - 200] ^= 1;
        Files.write(list, mauled);
        CommandRun run = verify(List.of("--unbound"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith(list + ": refused, ");
    }

    @Test
    void aCrsThatDoesNotFitIsRefused() throws IOException {
        Path other = folder.resolve("other");
        Files.write(other, TestVectors.proofs().bytes("toy/pk.bin"));
        Files.write(keys.publicParameters(), Files.readAllBytes(other));

        CommandRun run = encrypt(List.of("--unbound"), "euint8:1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(keys.publicParameters() + " is not a usable common reference string");
        assertThat(list).doesNotExist();
    }

    @Test
    void whatAProofTakesIsSaid() {
        CommandRun nothing = CommandRun.of(
                "ciphertext", "encrypt", "--form", "proven", "--key", keys.publicKey(), "--output", list, "euint8:1");
        assertThat(nothing.exitCode()).isEqualTo(2);
        assertThat(nothing.err()).contains("a proven list takes --crs, and addresses and chain id or --unbound");

        CommandRun tooMuch = CommandRun.of(
                "ciphertext",
                "encrypt",
                "--form",
                "compact",
                "--key",
                keys.publicKey(),
                "--unbound",
                "--output",
                list,
                "euint8:1");
        assertThat(tooMuch.exitCode()).isEqualTo(2);
        assertThat(tooMuch.err()).contains("a compact file has no proof");

        CommandRun part = encrypt(List.of("--chain-id", "9000"), "euint8:1");
        assertThat(part.exitCode()).isEqualTo(2);
        assertThat(part.err()).contains("--contract-address");

        CommandRun both = encrypt(with(BINDING, "--unbound"), "euint8:1");
        assertThat(both.exitCode()).isEqualTo(2);

        List<String> malformed = new ArrayList<>(BINDING);
        malformed.set(malformed.indexOf("--user-address") + 1, "0x12");
        CommandRun address = encrypt(malformed, "euint8:1");
        assertThat(address.exitCode()).isEqualTo(1);
        assertThat(address.err()).contains("--user-address 0x12 is not an Ethereum address");
        assertThat(list).doesNotExist();
    }

    /** As the README shows them, with files and addresses filled in. */
    @Test
    void theCommandsOfTheReadmeWork() throws IOException {
        String page = Files.readString(Path.of("").toAbsolutePath().resolveSibling("README.md"));
        List<String> commands = page.replace("\\\n", "")
                .lines()
                .filter(line -> line.startsWith("./coprocessor ciphertext "))
                .toList();
        assertThat(commands).hasSize(2);
        for (String command : commands) {
            Object[] arguments = command.replace("keys/", keys.path() + "/")
                    .replace("0x…", "0x8ba1f109551bd432803012645ac136ddd64dba72")
                    .replaceAll("\\binput\\b", list.toString())
                    .transform(text -> text.split(" +"));
            CommandRun run = CommandRun.of(Arrays.copyOfRange(arguments, 1, arguments.length));
            assertThat(run.exitCode()).as(command + run.out() + run.err()).isZero();
        }
    }

    private CommandRun encrypt(List<String> options, String... values) {
        List<Object> command = new ArrayList<>(List.of("ciphertext", "encrypt", "--form", "proven"));
        command.addAll(List.of("--key", keys.publicKey(), "--crs", keys.publicParameters(), "--output", list));
        command.addAll(options);
        command.addAll(Arrays.asList(values));
        return CommandRun.of(command.toArray());
    }

    /** Options may end with further files. */
    private CommandRun verify(List<String> options) {
        List<Object> command = new ArrayList<>(List.of("ciphertext", "verify"));
        command.addAll(List.of("--key", keys.publicKey(), "--crs", keys.publicParameters()));
        command.addAll(options);
        command.add(list);
        return CommandRun.of(command.toArray());
    }

    private static List<String> with(List<String> options, String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(Arrays.asList(more));
        return all;
    }
}
