package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.ciphertext.ClearValue;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyCrs;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.proof.ProofMetadata;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.server.config.UnknownInputs;
import org.fhevm.coprocessor.server.input.InputHandles;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.testing.ToyKeys;
import org.fhevm.tfhe.zk.Prover;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** geth sends what a block brought, and one computation of it is on an input that the Gateway uploads only later. */
@EmbeddedDatabase
class UnknownInputsTest {
    private static final String ACL = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    private static final String CONTRACT = "0x76c222560Db6b8937B291196eAb4Dad8930043aE";
    private static final String USER = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E";
    private static final FheType TYPE = FheType.UINT8;
    private static final int COMPUTATIONS = 700;
    private static final int BLOCKED = 5;

    @Test
    void whatDoesNotNeedTheInputIsComputedAtOnceAndTheRestWhenItComes(TestServer server, @TempDir Path folder)
            throws Exception {
        UnknownInputs wait = new UnknownInputs.Wait(100, Duration.ofHours(1));
        byte[] list = ToyCrs.prover()
                .prove(
                        List.of(new ClearValue(TYPE, BigInteger.valueOf(40))),
                        ProofMetadata.ofFhevmjs(
                                EthereumAddress.parse(CONTRACT),
                                EthereumAddress.parse(USER),
                                EthereumAddress.parse(ACL),
                                new ChainId(12345)),
                        Prover.Load.VERIFY,
                        Progress.NONE);
        ByteString input = ByteString.copyFrom(
                InputHandles.of(BlobHash.of(list), EthereumAddress.parse(ACL), new ChainId(12345), List.of(TYPE))
                        .getFirst()
                        .bytes());
        try (RunningCoprocessor coprocessor =
                        RunningCoprocessor.start(server, settings -> settings.withUnknownInputs(wait));
                CoprocessorClient client = CoprocessorClient.connect(
                        coprocessor.url(), UUID.fromString(coprocessor.addTenant(ToyKeyFolder.ours(folder))))) {
            List<ByteString> blocked = new ArrayList<>();
            List<ByteString> free = new ArrayList<>();
            client.compute(request(input, blocked, free));

            client.await(free, Duration.ofMinutes(5));
            CommandRun waiting = CommandRun.of(
                    "computations", "list", "--database-url", coprocessor.databaseUrl(), "--state", "waiting");
            assertThat(waiting.out())
                    .contains(hex(blocked.getFirst()), "for " + hex(input) + ", of which nothing is known");
            CommandRun explained = CommandRun.of(
                    "computations", "explain", "--database-url", coprocessor.databaseUrl(), hex(blocked.getLast()));
            assertThat(explained.out()).contains(hex(input) + "  unknown: neither uploaded");

            client.upload(list, CONTRACT, USER);

            Decryptor decryptor = new Decryptor(ToyKeys.shared().clientKey());
            List<BigInteger> values = new ArrayList<>();
            for (var ciphertext : client.await(blocked, Duration.ofMinutes(5))) {
                values.add(decryptor.decrypt(
                        CompressedCiphertextListCodec.INSTANCE.read(
                                ciphertext.getCiphertextBytes().toByteArray()),
                        0));
            }
            assertThat(values).extracting(BigInteger::intValue).containsExactly(41, 42, 43, 44, 45);
        }
    }

    /** In no order: a chain on the input, and many that have nothing to do with it. */
    private static List<AsyncComputation> request(ByteString input, List<ByteString> blocked, List<ByteString> free) {
        List<AsyncComputation> request = new ArrayList<>();
        ByteString last = input;
        for (int number = 0; number < BLOCKED; number++) {
            ByteString output = output(number);
            request.add(ScenarioClient.computation(
                    FheOperation.ADD, output, ScenarioClient.handle(last), ScenarioClient.scalar(1)));
            blocked.add(output);
            last = output;
        }
        for (int number = BLOCKED; number < COMPUTATIONS; number++) {
            request.add(ScenarioClient.computation(
                    FheOperation.TRIVIAL_ENCRYPT,
                    output(number),
                    ScenarioClient.scalar(number),
                    ScenarioClient.scalar(TYPE.code())));
            free.add(output(number));
        }
        Collections.shuffle(request, new Random(1));
        return request;
    }

    private static ByteString output(int number) {
        byte[] handle = new byte[32];
        handle[0] = (byte) (number >> 8);
        handle[1] = (byte) number;
        handle[30] = (byte) TYPE.code();
        return ByteString.copyFrom(handle);
    }

    private static String hex(ByteString handle) {
        return Handle.of(handle.toByteArray()).hex();
    }
}
