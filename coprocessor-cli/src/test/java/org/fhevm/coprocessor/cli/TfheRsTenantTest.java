package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.fhevm.coprocessor.cli.client.Computations;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.core.algorithm.FourierKeyConversion;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.CompressedServerKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.serialization.SizeLimits;
import org.fhevm.tfhe.shortint.SeededExpansion;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tenant with keys and inputs of tfhe-rs: its keys and proven lists go through gRPC, the database and the worker, and
 * the results have the right values under the client key of tfhe-rs.
 */
@EmbeddedDatabase
class TfheRsTenantTest {
    private static final String CONTRACT = "0x76c222560Db6b8937B291196eAb4Dad8930043aE";
    private static final String USER = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void bytesAreComputedOnAtToyParameters(TestServer server) throws Exception {
        KeyFolder keys = ToyKeyFolder.tfheRs(folder);
        try (RunningCoprocessor coprocessor = RunningCoprocessor.start(server, TfheRsTenantTest::takeUnboundProofs);
                CoprocessorClient client = connect(coprocessor, keys)) {
            // 0x26, 0xff, 0x00, 0xa5
            List<ByteString> inputs = upload(client, TestVectors.toy().bytes("inputs/u8x4.verify.proven"));
            Batch batch = new Batch();
            ByteString sum = batch.add(FheType.UINT8, FheOperation.FHE_ADD, 0x25, inputs.get(0), inputs.get(1));
            batch.add(FheType.UINT8, FheOperation.FHE_SUB, 0x80, sum, inputs.get(3));
            batch.add(FheType.UINT8, FheOperation.FHE_BIT_XOR, 0x83, inputs.get(0), inputs.get(3));
            ByteString less = batch.add(FheType.BOOL, FheOperation.FHE_LT, 1, inputs.get(0), inputs.get(3));
            batch.add(FheType.UINT8, FheOperation.FHE_IF_THEN_ELSE, 0x25, less, sum, inputs.get(2));
            batch.add(FheType.UINT8, FheOperation.FHE_MAX, 0xff, inputs.get(1), inputs.get(3));
            batch.add(FheType.UINT8, FheOperation.FHE_NEG, 0x01, inputs.get(1));

            assertThat(batch.compute(client, decryptor(keys))).isEqualTo(batch.expected());
        }
    }

    @Test
    @Tag("real")
    void aTransferIsComputedAtTheParametersOfFhevm(TestServer server) throws Exception {
        KeyFolder keys = realKeys();
        try (RunningCoprocessor coprocessor = RunningCoprocessor.start(server, TfheRsTenantTest::takeUnboundProofs);
                CoprocessorClient client = connect(coprocessor, keys)) {
            // 1000, 250, 20, 0: balance, amount, balance, zero
            List<ByteString> inputs = upload(client, TestVectors.real().bytes("inputs/transfer.verify.proven"));
            Batch batch = new Batch();
            ByteString covered = batch.add(FheType.BOOL, FheOperation.FHE_LE, 1, inputs.get(1), inputs.get(0));
            ByteString moved = batch.add(
                    FheType.UINT64, FheOperation.FHE_IF_THEN_ELSE, 250, covered, inputs.get(1), inputs.get(3));
            batch.add(FheType.UINT64, FheOperation.FHE_SUB, 750, inputs.get(0), moved);
            batch.add(FheType.UINT64, FheOperation.FHE_ADD, 270, inputs.get(2), moved);

            assertThat(batch.compute(client, decryptor(keys))).isEqualTo(batch.expected());
        }
    }

    /** The lists are proven, and bound to no user and contract. */
    private static ServerConfig takeUnboundProofs(ServerConfig config) {
        return config.withInputProofs(InputProofs.defaults().withPolicy(Policy.ANY_METADATA));
    }

    /** Computations, and the clear values that their results must have. */
    private static final class Batch {
        private final List<AsyncComputation> computations = new ArrayList<>();
        private final Map<ByteString, BigInteger> expected = new LinkedHashMap<>();

        ByteString add(FheType type, FheOperation operation, long value, ByteString... operands) {
            ByteString output = Computations.newHandle(type);
            computations.add(Computations.of(operation, output, operands));
            expected.put(output, BigInteger.valueOf(value));
            return output;
        }

        List<BigInteger> expected() {
            return List.copyOf(expected.values());
        }

        List<BigInteger> compute(CoprocessorClient client, Decryptor decryptor) throws MalformedInputException {
            client.compute(computations);
            List<BigInteger> values = new ArrayList<>();
            for (FetchedCiphertext result : client.await(List.copyOf(expected.keySet()), PATIENCE)) {
                values.add(decryptor.decrypt(
                        CompressedCiphertextListCodec.INSTANCE.read(
                                result.getCiphertextBytes().toByteArray()),
                        0));
            }
            return values;
        }
    }

    private static CoprocessorClient connect(RunningCoprocessor coprocessor, KeyFolder keys) {
        return CoprocessorClient.connect(coprocessor.url(), UUID.fromString(coprocessor.addTenant(keys)));
    }

    private static List<ByteString> upload(CoprocessorClient client, byte[] list) {
        return client.upload(list, CONTRACT, USER).getInputHandlesList().stream()
                .map(InputCiphertextResponseHandle::getHandle)
                .toList();
    }

    private static Decryptor decryptor(KeyFolder keys) throws Exception {
        return new Decryptor(ClientKeyCodec.INSTANCE.read(Files.readAllBytes(keys.clientKey())));
    }

    /** The key files of tfhe-rs; its server key is there with seeds only and is expanded. */
    private KeyFolder realKeys() throws IOException, MalformedInputException {
        KeyFolder keys = new KeyFolder(folder);
        for (Path file : List.of(keys.clientKey(), keys.publicKey(), keys.publicParameters())) {
            Files.copy(TestVectors.path("tfhe-rs-0.9.1/keys/" + file.getFileName()), file);
        }
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(keys.serverKey()), 1 << 20)) {
            ServerKeyCodec.INSTANCE.write(
                    SeededExpansion.expand(CompressedServerKeyCodec.INSTANCE.read(
                                    TestVectors.real().bytes("keys/csks")))
                            .map(Function.identity(), FourierKeyConversion::toFourier, Function.identity()),
                    stream,
                    SizeLimits.KEY);
        }
        return keys;
    }
}
