package org.fhevm.coprocessor.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script that makes a shell complete commands and flags: source <(coprocessor completion"
                + " bash).")
final class CompletionCommand implements Callable<Integer> {
    /** Before zsh reads the script of bash, it has to load what understands it. */
    private static final String ZSH_HEAD =
            "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("coprocessor", spec.root().commandLine());
        spec.commandLine().getOut().print(shell == Shell.zsh ? ZSH_HEAD + script : script);
        return 0;
    }

    private enum Shell {
        bash,
        zsh
    }
}
