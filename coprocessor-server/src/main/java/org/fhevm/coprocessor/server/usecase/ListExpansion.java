package org.fhevm.coprocessor.server.usecase;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.server.input.InputList;
import org.fhevm.coprocessor.server.input.ValueRun;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Turns input lists into stored values, in pieces: a value, or a run of small ones, is expanded and compressed before
 * it takes more memory than need be, and a wide one gives way to others between its parts.
 */
final class ListExpansion {

    /** A value of 64 bits; a few tenths of a second of one processor. */
    static final int BLOCKS_PER_TURN = 32;

    private ListExpansion() {}

    private record Piece(InputList list, ValueRun run) {}

    /** The stored forms of the values of each list, in order. */
    static List<List<byte[]>> compressed(FheTasks.Admitted admitted, TenantContext tenant, List<InputList> lists) {
        List<Piece> pieces = lists.stream()
                .flatMap(list -> list.runs(BLOCKS_PER_TURN).stream().map(run -> new Piece(list, run)))
                .toList();
        List<List<byte[]>> done =
                admitted.map(pieces, piece -> piece.run().blocks(), (piece, pace) -> compressed(tenant, piece, pace));
        List<List<byte[]>> result = new ArrayList<>(lists.size());
        int next = 0;
        for (InputList list : lists) {
            List<byte[]> values = new ArrayList<>(list.types().size());
            while (values.size() < list.types().size()) {
                values.addAll(done.get(next++));
            }
            result.add(values);
        }
        return result;
    }

    private static List<byte[]> compressed(TenantContext tenant, Piece piece, FheTasks.Pace pace) {
        ValueRun run = piece.run();
        List<ShortintCiphertext> blocks = new ArrayList<>(run.blocks());
        for (int from = run.firstBlock(); from < run.endBlock(); from += BLOCKS_PER_TURN) {
            if (from > run.firstBlock()) {
                pace.giveWay();
            }
            blocks.addAll(piece.list().expand(tenant, from, Math.min(run.endBlock(), from + BLOCKS_PER_TURN)));
        }
        List<byte[]> values = new ArrayList<>(run.values());
        int block = 0;
        for (int index = run.firstValue(); index < run.firstValue() + run.values(); index++) {
            FheType type = piece.list().types().get(index);
            RadixCiphertext value = new RadixCiphertext(blocks.subList(block, block + type.blocks()));
            values.add(tenant.evaluator().compress(new FheValue(type, value)));
            block += type.blocks();
        }
        return values;
    }
}
