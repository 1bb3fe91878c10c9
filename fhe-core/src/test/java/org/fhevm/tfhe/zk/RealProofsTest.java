package org.fhevm.tfhe.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.testing.VectorCase;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.Prover.Load;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs at the parameters of fhevm: 2048 bits in a proof. */
@Tag("real")
class RealProofsTest {
    private static final ProofShape SHAPE = new ProofShape(1024, 512, 43, 5, 1);
    private static final PublicParameters PARAMETERS = ProverTest.trapdoorParameters(
            SHAPE,
            new BigInteger("3b2c1f577b52f554dea4c71b53285d2163ba01cdb8753e07b4986c60bf5fa0b7873d00220f", 16),
            "zk-test-crs-2048/");
    private static final PreparedParameters PREPARED = new PreparedParameters(PARAMETERS);
    private static final CompactPublicKey KEY = ProofFiles.key("prod2048/pk.bin");
    private static final byte[] METADATA = ProofFiles.FILES.bytes("prod2048/metadata.bin");
    private static final ProofVerifier VERIFIER = new ProofVerifier(PREPARED, KEY, ProofFiles.RANDOM);

    @Test
    void theParametersAreThoseThatNodeTfheLoaded() throws Exception {
        byte[] bytes = PublicParametersCodec.INSTANCE.write(PARAMETERS);
        assertThat(bytes).hasSize(49_547_396);
        assertThat(ProverTest.sha256(bytes))
                .isEqualTo("e016dfdda98006ea7d84b4a0e184c5453ab151951eea7b18637c483fa7efea67");
        assertThat(PREPARED.memoryBytes()).isLessThan(45L << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list_verifyload_u64", "list_proofload_mixed", "list_verifyload_u2048"})
    void listsOfNodeTfheAreAccepted(String name) {
        Claim claim = new Claim(ProofFiles.list("prod2048/" + name + ".bin"), METADATA);
        try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
            assertThat(VERIFIER.verify(claim, new Workers(executor, 1))).isEqualTo(Verdict.ACCEPTED);
        }
        assertThat(VERIFIER.verify(new Claim(claim.list(), new byte[0]), Workers.NONE))
                .isEqualTo(Verdict.FALSE_PROOF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tampered_body_verifyload_u64", "tampered_body_proofload_mixed"})
    void tamperedListsAreRefused(String name) {
        Claim claim = new Claim(ProofFiles.list("prod2048/" + name + ".bin"), METADATA);
        assertThat(VERIFIER.verify(claim, Workers.NONE)).isEqualTo(Verdict.FALSE_PROOF);
    }

    @Test
    void challengesAreEqual() throws Exception {
        VectorCase all = ProofFiles.FILES.object("prod2048/challenges.json");
        for (String name : all.fields().keySet()) {
            VectorCase list = ProofVectorsTest.nested(all.fields().get(name));
            if (list.has("proofs")) {
                ProofVectorsTest.checkChallenges(PREPARED, KEY, "prod2048/" + name + ".bin", list, METADATA);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void provenMessagesAreAccepted(Load load) {
        Prover prover = new Prover(PARAMETERS, KEY, ProofFiles.RANDOM);
        int[] messages = IntStream.range(0, 32).map(i -> i % 16).toArray();
        Prover.ProvenList proven = prover.prove(messages, METADATA, load, Workers.NONE, Progress.NONE);
        Claim claim = new Claim(ProverTest.listOf(proven), METADATA);
        assertThat(VERIFIER.verifyAll(List.of(claim, claim), Workers.NONE))
                .containsExactly(Verdict.ACCEPTED, Verdict.ACCEPTED);
    }
}
