package org.fhevm.coprocessor.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The choice of measurements, and refusals before the first one. */
class BenchCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--operations add,power | there is no operation power here; there are add, sub,",
                "--types euint7 | there is no type euint7 here; there are ebool, euint4,",
                "--operations div --types ebool,ebytes64 | there is no div on ebool, ebytes64",
                "--contracts vote,lend | there is no call lend here; there are transfer, transfer_from, bid, vote, swap",
                "--coprocessor-fhe-threads 0 | --coprocessor-fhe-threads is at least 1, not 0",
                "--seconds 0 | --seconds is 0.01 to 600.0, not 0.0",
                "--seconds NaN | --seconds is 0.01 to 600.0, not NaN",
                "--seconds soon | 'soon' is not a double"
            })
    void badOptionsAreNamed(String options, String complaint) {
        CommandRun run = CommandRun.of((Object[]) ("bench " + options).split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(complaint);
    }

    @Test
    void filesThatCannotBeWrittenAreNamedBeforeAnythingIsMeasured() {
        CommandRun missing =
                CommandRun.of("bench", "--json", folder.resolve("none").resolve("a.json"));
        CommandRun taken = CommandRun.of("bench", "--plot", folder);

        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no folder " + folder.resolve("none"));
        assertThat(taken.exitCode()).isEqualTo(1);
        assertThat(taken.err()).contains(folder + ": it is a folder");
    }

    @Test
    void byItselfTheSlowestOnesAreLeftOut() {
        List<OperationCase> cases = CaseSelection.ofAll(List.of(FheType.UINT64, FheType.UINT128), true);

        assertThat(cases)
                .contains(
                        new OperationCase(FheOperation.MUL, FheType.UINT64, false),
                        new OperationCase(FheOperation.MUL, FheType.UINT128, true),
                        new OperationCase(FheOperation.NEG, FheType.UINT128, false))
                .doesNotContain(
                        new OperationCase(FheOperation.MUL, FheType.UINT128, false),
                        new OperationCase(FheOperation.DIV, FheType.UINT128, false))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsAskedForIsMeasuredWhereItExists() {
        List<FheOperation> wanted = List.of(FheOperation.MUL, FheOperation.NOT);

        assertThat(CaseSelection.of(wanted, List.of(FheType.BOOL, FheType.UINT128), false))
                .containsExactly(
                        new OperationCase(FheOperation.MUL, FheType.UINT128, false),
                        new OperationCase(FheOperation.NOT, FheType.BOOL, false),
                        new OperationCase(FheOperation.NOT, FheType.UINT128, false));
    }

    @Test
    void noFormWithAScalarIsMeasuredTwice() {
        assertThat(CaseSelection.of(
                        List.of(FheOperation.CAST, FheOperation.RAND, FheOperation.NEG, FheOperation.SHL),
                        List.of(FheType.UINT8),
                        true))
                .extracting(OperationCase::name)
                .containsExactly(
                        "cast to ebool euint8", "rand euint8", "neg euint8", "shl euint8", "shl scalar euint8");
    }
}
