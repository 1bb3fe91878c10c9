package org.fhevm.coprocessor.server.testing;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.proof.ProofMetadata;
import org.fhevm.coprocessor.common.tenant.ProofKeys;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantLoader;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.zk.PreparedParameters;
import org.fhevm.tfhe.zk.ProofVerifier;
import org.fhevm.tfhe.zk.Prover;
import org.fhevm.tfhe.zk.Prover.Load;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.curve.Workers;

/** A toy tenant whose inputs are really proven, in some hundredths of a second each. */
public final class ToyProofs {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ProvenCompactCiphertextListCodec LISTS = ProvenCompactCiphertextListCodec.INSTANCE;

    /** Parameters for four LWE ciphertexts in a proof, and a public key, both made by node-tfhe. */
    public static final ToyProofs SHARED = new ToyProofs(
            TestVectors.proofs().bytes("toy/crs.bin"), TestVectors.proofs().bytes("toy/pk.bin"));

    private final CompactPublicKey key;
    private final PublicParameters parameters;
    private final ProofVerifier verifier;
    private final Prover prover;

    /** @param parameters stored public parameters */
    public ToyProofs(byte[] parameters, byte[] key) {
        try {
            this.parameters = PublicParametersCodec.INSTANCE.read(parameters);
            this.key = CompactPublicKeyCodec.INSTANCE.read(key);
        } catch (MalformedInputException e) {
            throw new AssertionError(e.describe(), e);
        }
        this.verifier = new ProofVerifier(new PreparedParameters(this.parameters), this.key, RANDOM);
        this.prover = new Prover(this.parameters, this.key, RANDOM);
    }

    private ToyProofs(CompactPublicKey key, ToyProofs other) {
        this.parameters = other.parameters;
        this.key = key;
        this.verifier = new ProofVerifier(new PreparedParameters(parameters), key, RANDOM);
        this.prover = new Prover(parameters, key, RANDOM);
    }

    /** The same parameters and a key that differs in a word. */
    public ToyProofs withAnotherKey() {
        long[] words = key.words().clone();
        words[0]++;
        return new ToyProofs(new CompactPublicKey(words, key.parameters(), key.tag()), this);
    }

    /** Gives every tenant these keys. */
    public TenantLoader loader(FakeEvaluator evaluator) {
        return loader(evaluator, CompletableFuture.completedFuture(verifier));
    }

    /** Gives every tenant these keys, ready for use when {@code ready} is completed with a {@link #verifier}. */
    public TenantLoader loader(FakeEvaluator evaluator, CompletableFuture<ProofVerifier> ready) {
        return (row, keys) -> new TenantContext(
                row,
                evaluator,
                key.parameters(),
                parameters.shape().capacity(),
                new ProofKeys(key, new byte[32], ready),
                0);
    }

    public ProofVerifier verifier() {
        return verifier;
    }

    /** The metadata that a proof of the usual request is bound to. */
    public static byte[] usualMetadata() {
        return metadata(ServerUnderTest.CONTRACT, ServerUnderTest.USER, ServerUnderTest.ACL, ServerUnderTest.CHAIN);
    }

    /** The metadata that fhevmjs binds a proof to. */
    public static byte[] metadata(String contract, String user, String acl, ChainId chain) {
        return ProofMetadata.ofFhevmjs(
                EthereumAddress.parse(contract), EthereumAddress.parse(user), EthereumAddress.parse(acl), chain);
    }

    /** Values of these types, all of whose blocks are 3. */
    public byte[] payload(byte[] metadata, FheType... types) {
        return LISTS.write(list(metadata, Load.VERIFY, types));
    }

    public ProvenCompactCiphertextList list(byte[] metadata, Load load, FheType... types) {
        int blocks = Arrays.stream(types).mapToInt(FheType::blocks).sum();
        int[] messages = new int[Math.ceilDiv(blocks, 2)];
        Arrays.fill(messages, 15);
        return list(metadata, load, Stream.of(types).map(FheType::kind).toList(), messages);
    }

    /** @param messages two blocks each, the lower one first */
    public ProvenCompactCiphertextList list(byte[] metadata, Load load, List<DataKind> kinds, int... messages) {
        int capacity = parameters.shape().capacity();
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < messages.length; from += capacity) {
            int[] part = Arrays.copyOfRange(messages, from, Math.min(messages.length, from + capacity));
            parts.add(part(prover.prove(part, metadata, load, Workers.NONE, PublicParameters.Progress.NONE)));
        }
        return new ProvenCompactCiphertextList(parts, kinds, key.tag());
    }

    private Part part(Prover.ProvenList proven) {
        return new Part(
                new CompactBlockList(
                        proven.ciphertexts(), 15, 4, 4, key.parameters().expansion(), 1),
                proven.proof().encode());
    }

    /** Several lists of one small value, no two alike. */
    public byte[][] payloads(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> payload(usualMetadata(), FheType.UINT4))
                .toArray(byte[][]::new);
    }
}
