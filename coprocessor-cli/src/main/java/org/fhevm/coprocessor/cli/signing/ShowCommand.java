package org.fhevm.coprocessor.cli.signing;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.coprocessor.server.signing.Signer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows the address of a signing key, after a trial signature with it.")
final class ShowCommand implements Callable<Integer> {
    private static final int DIGEST_BYTES = 32;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "KEY",
            defaultValue = "coprocessor.key",
            description = "A file with 64 hexadecimal digits or a keystore, or pkcs11:LABEL. Default: ${DEFAULT-VALUE}")
    private String source;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with the password of the keystore.")
    private @Nullable Path password;

    @Mixin
    private KeySourceOptions sources;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        Signer signer = sources.find("KEY", source, password);
        signer.sign(new byte[DIGEST_BYTES]);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            output.print(out, new SigningKeyEntry(signer.address().checksummed(), KeySourceOptions.isPublic(signer)));
            return 0;
        }
        out.println(signer.address());
        if (KeySourceOptions.isPublic(signer)) {
            spec.commandLine().getErr().println("this is the public sample key, with which everybody can sign");
        }
        return 0;
    }

    /**
     * A signing key, for programs.
     *
     * @param publicSample whether everybody has it
     */
    private record SigningKeyEntry(String address, boolean publicSample) {}
}
