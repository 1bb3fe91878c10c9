package org.fhevm.coprocessor.server.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.tenant.ProofKeys;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.junit.jupiter.api.Test;

/** Lists at the bounds of what a server takes, and how their values are grouped. */
class InputListTest {
    /** Blocks: 1, 4, 8, 2, 16. */
    private static final FheType[] TYPES = {FheType.BOOL, FheType.UINT8, FheType.UINT16, FheType.UINT4, FheType.UINT32};

    private static final int BLOCKS = 31;

    @Test
    void asManyValuesAndBlocksAsPermittedAreRead() {
        InputList list = read(InputPayloads.of(1, TYPES), TYPES.length, BLOCKS);

        assertThat(list.types()).containsExactly(TYPES);
        assertThat(list.blocks()).isEqualTo(BLOCKS);
        assertThat(list.list().kinds())
                .isEqualTo(Arrays.stream(TYPES).map(FheType::kind).toList());
    }

    @Test
    void oneValueOrBlockMoreIsRefused() {
        byte[] payload = InputPayloads.of(1, TYPES);

        assertRefused(
                payload,
                TYPES.length - 1,
                BLOCKS,
                new CoprocessorError.TooManyValuesInBlob(7, TYPES.length - 1, TYPES.length));
        assertRefused(
                payload, TYPES.length, BLOCKS - 1, new CoprocessorError.TooManyBlocksInBlob(7, BLOCKS - 1, BLOCKS));
    }

    @Test
    void aKindWithoutATypeIsRefusedByItsName() {
        assertThatThrownBy(() -> read(InputPayloads.ofKinds(1, List.of(new DataKind.Signed(4))), 9, 99))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        refusal -> assertThat(refusal.error())
                                .isInstanceOfSatisfying(CoprocessorError.UnsupportedListElement.class, error -> {
                                    assertThat(error.blobIndex()).isEqualTo(7);
                                    assertThat(error.elementKind()).isNotBlank();
                                }));
    }

    @Test
    void whatIsNoListOrDoesNotFitTheKeysIsRefused() {
        for (byte[] payload :
                List.of(new byte[] {1, 2, 3}, InputPayloads.of(1), InputPayloads.withNoiseLevel(2, TYPES))) {
            assertThatThrownBy(() -> read(payload, 9, 99))
                    .isInstanceOfSatisfying(
                            CoprocessorException.class,
                            refusal -> assertThat(refusal.error())
                                    .isInstanceOfSatisfying(CoprocessorError.MalformedInput.class, error -> {
                                        assertThat(error.blobIndex()).isEqualTo(7);
                                        assertThat(error.reason()).isNotBlank();
                                    }));
        }
    }

    @Test
    void valuesAreExpandedInRunsThatAreFull() {
        InputList list = read(InputPayloads.of(1, TYPES), 9, 99);

        assertThat(list.runs(5))
                .as("exactly full, and wider than a run")
                .containsExactly(
                        new ValueRun(0, 2, 0, 5),
                        new ValueRun(2, 1, 5, 8),
                        new ValueRun(3, 1, 13, 2),
                        new ValueRun(4, 1, 15, 16));
        assertThat(list.runs(1)).hasSize(TYPES.length).first().isEqualTo(new ValueRun(0, 1, 0, 1));
        assertThat(list.runs(BLOCKS - 1)).containsExactly(new ValueRun(0, 4, 0, 15), new ValueRun(4, 1, 15, 16));
        assertThat(list.runs(BLOCKS)).containsExactly(new ValueRun(0, TYPES.length, 0, BLOCKS));
        assertThat(read(InputPayloads.of(1, FheType.UINT8), 9, 99).runs(1))
                .as("begins with a value wider than a run")
                .containsExactly(new ValueRun(0, 1, 0, 4));
        assertThat(list.runs(5)).extracting(ValueRun::endBlock).containsExactly(5, 13, 15, 31);
    }

    @Test
    void onlyTheEncodingOfClientsIsReadStrictly() {
        CompactPublicKey key = new CompactPublicKey(
                new long[2 * InputPayloads.PARAMETERS.lweDimension()], InputPayloads.PARAMETERS, KeyTag.EMPTY);
        InputEncoding strict = new InputEncoding.Strict(new ProofKeys(key, new byte[32], new CompletableFuture<>()));
        byte[] payload = InputPayloads.of(1, TYPES);
        byte[] longer = Arrays.copyOf(payload, payload.length + 1);

        assertThat(read(payload, strict).types()).containsExactly(TYPES);
        assertThat(read(longer, new InputEncoding.Lenient()).types()).containsExactly(TYPES);
        for (byte[] refused : List.of(longer, InputPayloads.withNoiseLevel(2, TYPES))) {
            assertThatThrownBy(() -> read(refused, strict))
                    .isInstanceOfSatisfying(
                            CoprocessorException.class,
                            refusal -> assertThat(refusal.error()).isInstanceOf(CoprocessorError.MalformedInput.class));
        }
    }

    /** The fake engine expands the value at index i to i. */
    @Test
    void blocksAreExpandedInPieces() {
        InputList list = read(InputPayloads.of(1, TYPES), 9, 99);

        assertThat(list.expand(InputPayloads.TENANT, 0, 6))
                .extracting(block -> block.words()[1])
                .containsExactly(0L, 1L, 0L, 0L, 0L, 2L);
        assertThat(list.expand(InputPayloads.TENANT, 13, 16))
                .extracting(block -> block.words()[1])
                .containsExactly(3L, 0L, 0L);
    }

    @Test
    void anExpansionThatFailsNamesTheListAndTheReason() {
        TenantContext tenant = InputPayloads.TENANT;
        FheEvaluator failing = (FheEvaluator) Proxy.newProxyInstance(
                FheEvaluator.class.getClassLoader(),
                new Class<?>[] {FheEvaluator.class},
                (proxy, method, arguments) -> {
                    throw new MalformedInputException("no such kind", 0);
                });
        TenantContext failingTenant = new TenantContext(
                tenant.tenant(), failing, tenant.compactKey(), tenant.crsCapacity(), tenant.proofKeys(), 0);

        assertThatThrownBy(() -> read(InputPayloads.of(1, TYPES), 9, 99).expand(failingTenant, 0, 1))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        refusal -> assertThat(refusal.error())
                                .isEqualTo(new CoprocessorError.ExpansionFailed(7, "no such kind")));
    }

    private static void assertRefused(byte[] payload, int values, int blocks, CoprocessorError expected) {
        assertThatThrownBy(() -> read(payload, values, blocks))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(expected));
    }

    private static InputList read(byte[] payload, InputEncoding encoding) {
        return InputList.read(7, payload, encoding, InputPayloads.TENANT, 9, 99);
    }

    private static InputList read(byte[] payload, int maximumValues, int maximumBlocks) {
        return InputList.read(
                7, payload, new InputEncoding.Lenient(), InputPayloads.TENANT, maximumValues, maximumBlocks);
    }
}
