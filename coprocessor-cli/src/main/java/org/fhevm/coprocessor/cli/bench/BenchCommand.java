package org.fhevm.coprocessor.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.contract.ContractCall;
import org.fhevm.coprocessor.cli.contract.ContractCalls;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.coprocessor.cli.terminal.ProgressDisplay;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the engine on this machine: steps, operations and calls of contracts, alone and on a"
                        + " saturated pool. Takes three to four minutes, with keys of its own that exist in memory only. Fails if a result is wrong.")
public final class BenchCommand implements Callable<Integer> {
    private static final double SHORTEST_MEASURE = 0.01;
    private static final double LONGEST_MEASURE = 600;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--operations",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Which operations, for instance add,le,if_then_else. Default: all, but encrypted mul, div and rem"
                            + " to 64 bits only")
    private List<String> operations = List.of();

    @Option(
            names = "--types",
            split = ",",
            paramLabel = "TYPE",
            defaultValue = "euint8,euint32,euint64",
            description = "On which types. Default: ${DEFAULT-VALUE}")
    private List<String> types = List.of();

    @Option(
            names = "--contracts",
            split = ",",
            paramLabel = "CALL",
            description = "Which calls of contracts, for instance transfer,vote. Default: all; none if --operations is"
                    + " given. With this option alone, no operations")
    private List<String> contracts = List.of();

    @Option(names = "--scalar", description = "Also the forms with a clear right operand.")
    private boolean withScalars;

    @Option(
            names = "--coprocessor-fhe-threads",
            paramLabel = "N",
            description = "Threads that compute; never more than there are processors. Default: as many")
    private @Nullable Integer threads;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "0.4",
            description = "How long each measure lasts at least. Default: ${DEFAULT-VALUE}")
    private double seconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
    private @Nullable Path json;

    @Option(names = "--plot", paramLabel = "FILE.svg", description = "Also draw the operations as a chart.")
    private @Nullable Path plot;

    @Mixin
    private OutputOption output;

    private final Function<PrintWriter, BenchKeys> keys;

    public BenchCommand() {
        this(BenchKeys::generate);
    }

    /** @param keys makes the keys that are measured, and shows its progress */
    BenchCommand(Function<PrintWriter, BenchKeys> keys) {
        this.keys = keys;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings;
        try {
            settings = settings();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        requireWritable(json);
        requireWritable(plot);
        PrintWriter err = spec.commandLine().getErr();
        BenchReport report = measure(keys.apply(err), settings, err);
        if (output.isJson()) {
            output.print(spec.commandLine().getOut(), report);
        } else {
            new ReportTable(report, spec.commandLine().getOut()).print();
        }
        write(json, ReportJson.of(report));
        write(plot, ReportPlot.of(report));
        return 0;
    }

    private static BenchReport measure(BenchKeys keys, Settings settings, PrintWriter err) throws Exception {
        try (Bench bench = new Bench(keys, settings);
                ProgressDisplay progress = ProgressDisplay.on(err, "measuring", bench.weights())) {
            return bench.run(name -> progress.advanced(name, 1));
        }
    }

    private Settings settings() {
        // Written so that NaN fails too.
        if (!(seconds >= SHORTEST_MEASURE && seconds <= LONGEST_MEASURE)) {
            throw new IllegalArgumentException(
                    "--seconds is " + SHORTEST_MEASURE + " to " + LONGEST_MEASURE + ", not " + seconds);
        }
        List<FheType> onTypes = new ArrayList<>();
        for (String name : types) {
            onTypes.add(FheNames.type(name, FheNames.types()));
        }
        return new Settings(
                threadCount(),
                Duration.ofNanos(Math.round(seconds * 1e9)),
                cases(onTypes.stream().distinct().toList()),
                calls());
    }

    private int threadCount() {
        int processors = Runtime.getRuntime().availableProcessors();
        if (threads == null) {
            return processors;
        }
        if (threads < 1) {
            throw new IllegalArgumentException("--coprocessor-fhe-threads is at least 1, not " + threads);
        }
        return Math.min(threads, processors);
    }

    private List<OperationCase> cases(List<FheType> onTypes) {
        if (operations.isEmpty()) {
            return contracts.isEmpty() ? CaseSelection.ofAll(onTypes, withScalars) : List.of();
        }
        List<FheOperation> wanted = new ArrayList<>();
        for (String name : operations) {
            wanted.add(FheNames.operation(name, CaseSelection.OPERATIONS));
        }
        return CaseSelection.of(wanted.stream().distinct().toList(), onTypes, withScalars);
    }

    private List<ContractCall> calls() {
        if (contracts.isEmpty()) {
            return operations.isEmpty() ? ContractCalls.ALL : List.of();
        }
        return contracts.stream().distinct().map(BenchCommand::call).toList();
    }

    private static ContractCall call(String name) {
        return ContractCalls.ALL.stream()
                .filter(call -> call.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no call " + name + " here; there are "
                        + ContractCalls.ALL.stream().map(ContractCall::name).collect(Collectors.joining(", "))));
    }

    /** Checks the file names first, so that minutes of measuring are not lost to a mistyped name. */
    private static void requireWritable(@Nullable Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new CommandFailure("cannot write " + file + ": "
                    + (Files.isDirectory(file) ? "it is a folder" : "there is no folder " + folder));
        }
    }

    private static void write(@Nullable Path file, String text) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandFailure("cannot write " + file + ": " + FileFailure.reason(e), e);
        }
    }
}
