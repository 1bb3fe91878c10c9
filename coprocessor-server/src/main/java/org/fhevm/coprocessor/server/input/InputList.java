package org.fhevm.coprocessor.server.input;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.conformance.UnsupportedKindException;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * One uploaded list, read from its payload and found to fit the tenant's keys. Reading is cheap compared with the FHE
 * work for the list, so all refusals happen here, before that work.
 */
public final class InputList {
    private final int blobIndex;
    private final ProvenCompactCiphertextList list;
    private final List<FheType> types;

    private InputList(int blobIndex, ProvenCompactCiphertextList list, List<FheType> types) {
        this.blobIndex = blobIndex;
        this.list = list;
        this.types = List.copyOf(types);
    }

    /**
     * Reads a list.
     *
     * @param blobIndex its place in the request, for errors
     * @param payload a safe-serialized proven list; borrowed
     * @param encoding the accepted encoding of a list
     * @param tenant the list has to fit this tenant's keys
     * @param maximumValues how many values it may hold
     * @param maximumBlocks how many blocks they may take together
     * @throws CoprocessorException with {@link CoprocessorError.MalformedInput}, {@link
     *     CoprocessorError.UnsupportedListElement}, {@link CoprocessorError.TooManyValuesInBlob} or {@link
     *     CoprocessorError.TooManyBlocksInBlob}
     */
    public static InputList read(
            int blobIndex,
            byte[] payload,
            InputEncoding encoding,
            TenantContext tenant,
            int maximumValues,
            int maximumBlocks) {
        ProvenCompactCiphertextList list = conformant(blobIndex, payload, encoding, tenant);
        if (list.kinds().size() > maximumValues) {
            throw new CoprocessorException(new CoprocessorError.TooManyValuesInBlob(
                    blobIndex, maximumValues, list.kinds().size()));
        }
        List<FheType> types = list.kinds().stream()
                .map(kind -> FheType.fromKind(kind).orElseThrow())
                .toList();
        InputList read = new InputList(blobIndex, list, types);
        if (read.blocks() > maximumBlocks) {
            throw new CoprocessorException(
                    new CoprocessorError.TooManyBlocksInBlob(blobIndex, maximumBlocks, read.blocks()));
        }
        return read;
    }

    private static ProvenCompactCiphertextList conformant(
            int blobIndex, byte[] payload, InputEncoding encoding, TenantContext tenant) {
        try {
            return encoding.read(payload, tenant);
        } catch (UnsupportedKindException e) {
            throw new CoprocessorException(new CoprocessorError.UnsupportedListElement(blobIndex, e.typeName()), e);
        } catch (MalformedInputException e) {
            throw new CoprocessorException(new CoprocessorError.MalformedInput(blobIndex, text(e)), e);
        }
    }

    /** Number of blocks that the values take once expanded. */
    public int blocks() {
        return types.stream().mapToInt(FheType::blocks).sum();
    }

    public ProvenCompactCiphertextList list() {
        return list;
    }

    /** The types of the values, in order. */
    public List<FheType> types() {
        return types;
    }

    /** The values in runs of at most {@code maximumBlocks} blocks; a wider value is a run of its own. */
    public List<ValueRun> runs(int maximumBlocks) {
        List<ValueRun> runs = new ArrayList<>();
        ValueRun run = new ValueRun(0, 0, 0, 0);
        for (FheType type : types) {
            if (run.values() > 0 && run.blocks() + type.blocks() > maximumBlocks) {
                runs.add(run);
                run = new ValueRun(run.firstValue() + run.values(), 0, run.endBlock(), 0);
            }
            run = new ValueRun(run.firstValue(), run.values() + 1, run.firstBlock(), run.blocks() + type.blocks());
        }
        if (run.values() > 0) {
            runs.add(run);
        }
        return runs;
    }

    /**
     * Expands the blocks from {@code from} to before {@code to} of the list: brings them under the keys of computation.
     *
     * @throws CoprocessorException with {@link CoprocessorError.ExpansionFailed}
     */
    public List<ShortintCiphertext> expand(TenantContext tenant, int from, int to) {
        try {
            return tenant.evaluator().expandBlocks(list, from, to);
        } catch (MalformedInputException e) {
            throw new CoprocessorException(new CoprocessorError.ExpansionFailed(blobIndex, text(e)), e);
        }
    }

    /** The text for the sender; the position of the fault is in the cause, for the log. */
    private static String text(MalformedInputException e) {
        return String.valueOf(e.getMessage());
    }
}
