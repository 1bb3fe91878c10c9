package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.LogSetup;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "attacks",
        mixinStandardHelpOptions = true,
        description = "Attacks a server and a worker with heaps of 512 MB from outside, and tells what a second tenant"
                + " notices. Ends with 1 if an attack succeeded.")
public final class AttackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--list", description = "Print the attacks and stop.")
    private boolean list;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long the second tenant is measured before, during and after each attack."
                    + " Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--maximum-resident-mb",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Memory that a process may take. Default: ${DEFAULT-VALUE}")
    private int maximumResidentMegabytes;

    @Option(
            names = "--maximum-log-lines",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Lines that a process may log during one attack. Default: ${DEFAULT-VALUE}")
    private int maximumLogLines;

    @Option(
            names = "--pending-rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Rows of the attack that fills the queue. Default: ${DEFAULT-VALUE}")
    private int pendingRows;

    @Option(
            names = "--wide-mb",
            paramLabel = "N",
            defaultValue = "480",
            description = "Size of values that are too wide for the heap. PostgreSQL refuses to write more than 511 as"
                    + " text. Default: ${DEFAULT-VALUE}")
    private int wideMegabytes;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Attacks. Default: all")
    private List<String> names = new ArrayList<>();

    public static void main(String... arguments) {
        System.exit(new CommandLine(new AttackCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<Attack> attacks = selected();
        if (list) {
            attacks.forEach(attack -> out.printf("%-30s %s%n", attack.name(), attack.description()));
            out.flush();
            return 0;
        }
        LogSetup.forCommands();
        AttackSettings settings = new AttackSettings(
                Duration.ofSeconds(seconds), maximumResidentMegabytes, maximumLogLines, pendingRows, wideMegabytes);
        return carryOut(attacks, settings, out) ? 0 : 1;
    }

    private List<Attack> selected() {
        if (names.isEmpty()) {
            return AttackCatalog.all();
        }
        return names.stream()
                .map(name -> AttackCatalog.named(name)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(), "there is no attack " + name + "; --list says which there are")))
                .toList();
    }

    /** Carries out attacks; true if all were withstood. */
    private static boolean carryOut(List<Attack> attacks, AttackSettings settings, PrintWriter out) throws Exception {
        Path home = Path.of(System.getProperty("coprocessor.home", "."));
        Path folder = emptyFolder(home.resolve("benchmarks/target/attacks"));
        boolean withstood = true;
        List<AttackResult> results = new ArrayList<>();
        try (Installation installation = new Installation(folder, home)) {
            AttackRun run = new AttackRun(installation, settings);
            out.println(AttackResult.HEADING);
            out.flush();
            for (Attack attack : attacks) {
                AttackResult result = run.carryOut(attack);
                results.add(result);
                withstood &= result.withstood();
                out.println(result.row());
                out.flush();
            }
        }
        out.println();
        results.forEach(result -> out.println(
                "* `" + result.attack().name() + "`: " + result.attack().description() + ". " + result.outcome()));
        out.println();
        out.println(results.stream().filter(AttackResult::withstood).count() + " of " + results.size()
                + " attacks withstood; logs of the daemons are in " + folder);
        out.flush();
        return withstood;
    }

    private static Path emptyFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String log : List.of("server.log", "worker.log")) {
            Files.deleteIfExists(folder.resolve(log));
        }
        return folder;
    }
}
