package org.fhevm.coprocessor.cli.computations;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.audit.AuditOption;
import org.fhevm.coprocessor.cli.audit.AuditTrail;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.client.CoprocessorOptions;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = "Submits one computation to a running coprocessor, as geth does: for an operation that geth has"
                + " dropped, so that all that depends on it is refused. The first definition of a handle wins, so that"
                + " a repetition changes nothing.")
final class SubmitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CoprocessorOptions coprocessor;

    @Option(
            names = "--operation",
            paramLabel = "NAME",
            required = true,
            description = "The operation, as computations list calls it: add, if_then_else.")
    private String operation;

    @Option(
            names = "--handle",
            paramLabel = "HANDLE",
            required = true,
            description = "The handle of the result, in hexadecimal, as the contract computed it.")
    private String handle;

    @Parameters(
            arity = "1..*",
            paramLabel = "OPERAND",
            description = "The operands in order: a handle; scalar:5 or scalar:0x05 for a number in the clear;"
                    + " type:euint64 where the operation takes a type.")
    private List<String> operands;

    @Mixin
    private AuditOption audit;

    @Override
    public Integer call() {
        Handle output = HandleArguments.handle(handle);
        AsyncComputation.Builder computation = AsyncComputation.newBuilder()
                .setOperation(operation())
                .setOutputHandle(ByteString.copyFrom(output.bytes()));
        operands.forEach(operand -> computation.addInputs(SubmittedOperand.parse(operand)));
        try (AuditTrail trail = audit.begin("computations submit");
                CoprocessorClient client = coprocessor.connect()) {
            client.compute(List.of(computation.build()));
            trail.succeeded(1, List.of(output));
        }
        spec.commandLine()
                .getOut()
                .println("submitted " + output.hex() + "; a computation that was there under this name stays");
        return 0;
    }

    private FheOperation operation() {
        try {
            int code = FheNames.operation(operation, Arrays.asList(org.fhevm.tfhe.operation.FheOperation.values()))
                    .code();
            return FheOperation.forNumber(code);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
