package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.server.proof.BoundList;
import org.fhevm.coprocessor.server.proof.ProofDigest;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.usecase.ProofDecisions.Decision;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProofDecisionsTest {
    private static final int BROKEN = Verdict.values().length;
    private static final int ERROR = BROKEN + 1;

    private final List<Integer> calls = new ArrayList<>();
    private ProvenCompactCiphertextList payload;

    @BeforeEach
    void makeList() throws MalformedInputException {
        payload = ProvenCompactCiphertextListCodec.INSTANCE.read(InputPayloads.of(1, FheType.UINT4));
    }

    private record Check(BoundList list) implements ProofDecisions.Undecided {}

    /** A list whose statements get these verdicts, or make the verification fail. */
    private Check check(int... outcomes) {
        return new Check(new BoundList(
                payload,
                Arrays.stream(outcomes)
                        .mapToObj(outcome -> new byte[] {(byte) outcome})
                        .map(metadata -> new BoundList.Statement(
                                Bytes.of(metadata), ProofDigest.of(new byte[32], BlobHash.of(metadata), metadata)))
                        .toList()));
    }

    private static int outcome(Verdict verdict) {
        return verdict.ordinal();
    }

    private List<Verdict> verify(List<Claim> claims) {
        calls.add(claims.size());
        return claims.stream().map(claim -> verdict(claim.metadata()[0])).toList();
    }

    private static Verdict verdict(int outcome) {
        if (outcome == BROKEN) {
            throw new IllegalArgumentException("broken");
        }
        if (outcome == ERROR) {
            throw new StackOverflowError("broken");
        }
        return Verdict.values()[outcome];
    }

    private Map<Check, Decision<Check>> decide(Check... batch) {
        return ProofDecisions.decide(List.of(batch), this::verify).stream()
                .collect(Collectors.toMap(Decision::check, Function.identity()));
    }

    @Test
    void theFirstStatementsOfAllListsAreVerifiedTogether() {
        Check good = check(outcome(Verdict.ACCEPTED));
        Check invalid = check(outcome(Verdict.INVALID_POINT));

        assertThat(decide(good, invalid))
                .containsEntry(good, new Decision<>(good, 0, Verdict.ACCEPTED, null))
                .containsEntry(invalid, new Decision<>(invalid, 0, Verdict.INVALID_POINT, null));
        assertThat(calls).containsExactly(2);
    }

    @Test
    void theNextStatementIsTriedOnlyAfterAFalseProof() {
        Check second = check(outcome(Verdict.FALSE_PROOF), outcome(Verdict.ACCEPTED));
        Check none = check(outcome(Verdict.FALSE_PROOF), outcome(Verdict.FALSE_PROOF));
        Check invalid = check(outcome(Verdict.INVALID_POINT), outcome(Verdict.ACCEPTED));

        assertThat(decide(second, none, invalid))
                .containsEntry(second, new Decision<>(second, 1, Verdict.ACCEPTED, null))
                .containsEntry(none, new Decision<>(none, 1, Verdict.FALSE_PROOF, null))
                .containsEntry(invalid, new Decision<>(invalid, 0, Verdict.INVALID_POINT, null));
        assertThat(calls).containsExactly(3, 2);
    }

    @Test
    void listsAreDecidedAloneIfTheirBatchFails() {
        Check good = check(outcome(Verdict.ACCEPTED));
        Check broken = check(BROKEN);

        Map<Check, Decision<Check>> decisions = decide(good, broken);

        assertThat(decisions).containsEntry(good, new Decision<>(good, 0, Verdict.ACCEPTED, null));
        Decision<Check> ofBroken = Objects.requireNonNull(decisions.get(broken));
        assertThat(ofBroken.verdict()).isNull();
        assertThat(ofBroken.failure()).isInstanceOf(IllegalArgumentException.class);
        assertThat(calls).containsExactly(2, 1, 1);
    }

    @Test
    void anErrorFailsTheWholeBatch() {
        Map<Check, Decision<Check>> decisions = decide(check(outcome(Verdict.ACCEPTED)), check(ERROR));

        assertThat(decisions.values())
                .hasSize(2)
                .allSatisfy(decision -> assertThat(decision.failure()).isInstanceOf(StackOverflowError.class));
        assertThat(calls).containsExactly(2);
    }
}
