package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.repository.NewCiphertext;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.server.input.ValueRun;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Expands input lists into stored values, in pieces. A value, or a run of small ones, is expanded and compressed before
 * the next, so that little memory is held; a wide value gives way to other work between its parts.
 */
final class ListExpansion {
    /** The blocks of a value of 64 bits: a few tenths of a second of one processor. */
    static final int BLOCKS_PER_TURN = 32;

    private ListExpansion() {}

    /**
     * The values of all these lists in stored form, in order.
     *
     * @param kept keeps some of the expanded values
     */
    static List<NewCiphertext> expand(
            FheTasks.Admitted admitted, TenantContext tenant, List<UploadedList> lists, ExpandedValues.Kept kept) {
        List<Piece> pieces = lists.stream()
                .flatMap(list -> list.list().runs(BLOCKS_PER_TURN).stream().map(run -> new Piece(list, run)))
                .toList();
        return admitted
                .map(pieces, piece -> piece.run().blocks(), (piece, pace) -> expand(tenant, piece, pace, kept))
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<NewCiphertext> expand(
            TenantContext tenant, Piece piece, FheTasks.Pace pace, ExpandedValues.Kept kept) {
        ValueRun run = piece.run();
        List<ShortintCiphertext> blocks = expandBlocks(tenant, piece, pace);
        List<NewCiphertext> ciphertexts = new ArrayList<>(run.values());
        int block = 0;
        for (UploadedList.Value value :
                piece.list().values().subList(run.firstValue(), run.firstValue() + run.values())) {
            FheType type = value.type();
            FheValue expanded = new FheValue(type, new RadixCiphertext(blocks.subList(block, block + type.blocks())));
            kept.keep(value.handle(), expanded);
            Bytes content = Bytes.of(tenant.evaluator().compress(expanded));
            ciphertexts.add(NewCiphertext.uploaded(
                    value.handle(), type, content, piece.list().blob(), value.index()));
            block += type.blocks();
        }
        return ciphertexts;
    }

    private static List<ShortintCiphertext> expandBlocks(TenantContext tenant, Piece piece, FheTasks.Pace pace) {
        ValueRun run = piece.run();
        List<ShortintCiphertext> blocks = new ArrayList<>(run.blocks());
        for (int from = run.firstBlock(); from < run.endBlock(); from += BLOCKS_PER_TURN) {
            if (from > run.firstBlock()) {
                pace.giveWay();
            }
            int to = Math.min(run.endBlock(), from + BLOCKS_PER_TURN);
            blocks.addAll(piece.list().list().expand(tenant, from, to));
        }
        return blocks;
    }

    private record Piece(UploadedList list, ValueRun run) {}
}
