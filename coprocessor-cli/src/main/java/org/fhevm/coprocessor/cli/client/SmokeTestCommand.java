package org.fhevm.coprocessor.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.fhevm.tfhe.operation.FheType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "smoke-test",
        mixinStandardHelpOptions = true,
        description =
                "Adds two random numbers on a running coprocessor, as trivial ciphertexts, and prints the handle and"
                        + " the ciphertext of the result. Takes no FHE key, so it does not decrypt.")
public final class SmokeTestCommand implements Callable<Integer> {
    private static final int SHORT_HANDLE_BYTES = 8;

    @Spec
    private CommandSpec spec;

    @Mixin
    private CoprocessorOptions coprocessor;

    @Option(
            names = "--wait-seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long to wait for the result. Default: ${DEFAULT-VALUE}")
    private int waitSeconds;

    @Mixin
    private OutputOption output;

    @Override
    public Integer call() {
        SecureRandom random = new SecureRandom();
        ByteString left = randomBytes(random, SHORT_HANDLE_BYTES);
        ByteString right = randomBytes(random, SHORT_HANDLE_BYTES);
        ByteString sum = randomBytes(random, SHORT_HANDLE_BYTES);
        PrintWriter out = spec.commandLine().getOut();
        try (CoprocessorClient client = coprocessor.connect()) {
            client.trivialEncrypt(List.of(trivial(left, random.nextInt()), trivial(right, random.nextInt())));
            client.compute(List.of(Computations.of(FheOperation.FHE_ADD, sum, left, right)));
            FetchedCiphertext result =
                    client.await(List.of(sum), Duration.ofSeconds(waitSeconds)).getFirst();
            SmokeTestResult answer = new SmokeTestResult("0x" + hex(sum), "0x" + hex(result.getCiphertextBytes()));
            if (output.isJson()) {
                output.print(out, answer);
            } else {
                out.println("output handle: " + answer.handle());
                out.println("output ciphertext: " + answer.ciphertext());
            }
        }
        return 0;
    }

    private static TrivialEncryptRequestSingle trivial(ByteString handle, int value) {
        return TrivialEncryptRequestSingle.newBuilder()
                .setHandle(handle)
                .setBeValue(ByteString.copyFrom(
                        ByteBuffer.allocate(Integer.BYTES).putInt(value).array()))
                .setOutputType(FheType.UINT32.code())
                .build();
    }

    private static ByteString randomBytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    /** The result, for programs; both in hexadecimal. */
    private record SmokeTestResult(String handle, String ciphertext) {}
}
