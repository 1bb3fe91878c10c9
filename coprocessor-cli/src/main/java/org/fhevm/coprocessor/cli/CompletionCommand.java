package org.fhevm.coprocessor.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
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
        spec.commandLine().getOut().print(script(shell, spec.root().commandLine()));
        return 0;
    }

    static String script(Shell shell, CommandLine root) {
        String script = AutoComplete.bash("coprocessor", root);
        return shell == Shell.zsh ? ZSH_HEAD + script : script;
    }

    /** The shells. */
    enum Shell {
        bash,
        zsh
    }
}
