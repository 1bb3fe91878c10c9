package org.fhevm.coprocessor.cli.demo;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcommon.FheOperation;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.cli.ciphertext.ClearValue;
import org.fhevm.coprocessor.cli.ciphertext.InputProver;
import org.fhevm.coprocessor.cli.client.Computations;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.naming.FheNames;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.proof.ProofMetadata;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.zk.Prover;
import org.fhevm.tfhe.zk.PublicParameters.Progress;

/**
 * Alice pays Bob. The coprocessor learns neither the amount, nor the balances, nor whether the payment was covered:
 *
 * <pre>
 *   covered = amount ≤ Alice's balance
 *   moved   = covered ? amount : 0
 *   Alice's balance -= moved
 *   Bob's balance   += moved
 * </pre>
 */
final class ConfidentialTransfer {
    private static final String TOKEN_CONTRACT = "0x76c222560Db6b8937B291196eAb4Dad8930043aE";
    private static final String ALICE = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199E";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CoprocessorClient client;
    private final InputProver prover;
    private final byte[] metadata;
    private final Decryptor decryptor;
    private final FheType type;
    private final PhaseLog log;

    /**
     * @param tenant the tenant of the coprocessor, which the proofs of inputs name
     * @param type of balances and amounts; wraps at its width
     */
    ConfidentialTransfer(
            CoprocessorClient client,
            InputProver prover,
            TenantAddresses tenant,
            ClientKey clientKey,
            FheType type,
            PhaseLog log) {
        this.client = client;
        this.prover = prover;
        this.metadata = ProofMetadata.ofFhevmjs(
                EthereumAddress.parse(TOKEN_CONTRACT),
                EthereumAddress.parse(ALICE),
                tenant.aclContract(),
                tenant.chain());
        this.decryptor = new Decryptor(clientKey);
        this.type = type;
        this.log = log;
    }

    /**
     * Encrypts balances and amount, has the coprocessor compute, and decrypts.
     *
     * @return the resulting balances
     * @throws CommandFailure if the coprocessor refuses or does not answer
     */
    Balances run(Balances before, BigInteger amount) {
        return run(before, amount, 1).getFirst();
    }

    /**
     * Makes the same transfer several times at once, each between accounts of its own with a proven list of its own,
     * and checks each result.
     *
     * @param count number of transfers
     * @return the balances after each transfer
     */
    List<Balances> run(Balances before, BigInteger amount, int count) {
        List<byte[]> lists = IntStream.range(0, count)
                .mapToObj(transfer -> encrypt(List.of(before.alice(), amount, before.bob(), BigInteger.ZERO)))
                .toList();
        int bytes = lists.getFirst().length;
        log.done("encrypt and prove", each(count) + "4 " + FheNames.of(type) + " in one list of " + bytes + " bytes");

        List<List<ByteString>> inputs = lists.stream().map(this::upload).toList();
        log.done("upload", each(count) + "4 handles, attested; a first upload loads the keys");

        List<ByteString> results = new ArrayList<>();
        for (List<ByteString> values : inputs) {
            results.addAll(schedule(values.get(0), values.get(1), values.get(2), values.get(3)));
        }
        log.done("schedule", each(count) + "le, if_then_else, sub, add in one request");

        List<FetchedCiphertext> ciphertexts = client.await(results, PATIENCE.multipliedBy(count));
        log.done("compute and fetch", ciphertexts.size() + " ciphertexts");

        List<Balances> after = new ArrayList<>();
        for (int i = 0; i < ciphertexts.size(); i += 2) {
            after.add(new Balances(decrypt(ciphertexts.get(i)), decrypt(ciphertexts.get(i + 1))));
        }
        log.done("decrypt", "with the client key, which only this client has");
        return after;
    }

    private static String each(int count) {
        return count == 1 ? "" : count + " times ";
    }

    private List<ByteString> upload(byte[] list) {
        return client.upload(list, TOKEN_CONTRACT, ALICE).getInputHandlesList().stream()
                .map(InputCiphertextResponseHandle::getHandle)
                .toList();
    }

    private byte[] encrypt(List<BigInteger> values) {
        List<ClearValue> clear =
                values.stream().map(value -> new ClearValue(type, value)).toList();
        return prover.prove(clear, metadata, Prover.Load.VERIFY, Progress.NONE);
    }

    /** Schedules results before their inputs: the coprocessor finds the order itself. */
    private List<ByteString> schedule(ByteString alice, ByteString amount, ByteString bob, ByteString zero) {
        ByteString covered = Computations.newHandle(FheType.BOOL);
        ByteString moved = Computations.newHandle(type);
        ByteString newAlice = Computations.newHandle(type);
        ByteString newBob = Computations.newHandle(type);
        client.compute(List.of(
                Computations.of(FheOperation.FHE_SUB, newAlice, alice, moved),
                Computations.of(FheOperation.FHE_ADD, newBob, bob, moved),
                Computations.of(FheOperation.FHE_LE, covered, amount, alice),
                Computations.of(FheOperation.FHE_IF_THEN_ELSE, moved, covered, amount, zero)));
        return List.of(newAlice, newBob);
    }

    private BigInteger decrypt(FetchedCiphertext ciphertext) {
        try {
            return decryptor.decrypt(
                    CompressedCiphertextListCodec.INSTANCE.read(
                            ciphertext.getCiphertextBytes().toByteArray()),
                    0);
        } catch (MalformedInputException e) {
            throw new CommandFailure("the coprocessor returned bytes that are no ciphertext: " + e.getMessage(), e);
        }
    }

    /** The balances of both. */
    record Balances(BigInteger alice, BigInteger bob) {
        BigInteger total() {
            return alice.add(bob);
        }

        /** The expected balances after a payment. */
        Balances after(BigInteger amount) {
            return amount.compareTo(alice) <= 0 ? new Balances(alice.subtract(amount), bob.add(amount)) : this;
        }
    }
}
