package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.tracing.TraceParent;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Computations as the server sees them: stored once, and announced. */
public final class ComputationRepository {
    /** Workers listen here. The name is part of the interface: the reference's daemons use it too. */
    public static final String WORK_AVAILABLE = "work_available";

    private static final int MOST_OPERANDS = 3;

    private final DSLContext dsl;

    public ComputationRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Stores computations; if a result has a computation already, that one stays. Callers have a transaction open. The
     * rows are written in the order of their handles, so that of two transactions with rows in common one waits for the
     * other, and never both for each other.
     *
     * @param computations each after those whose results it uses: their positions in the queue follow this order
     * @param traceContext of the span in whose trace they are computed, as {@link TraceParent} stores it; null if they
     *     are not traced
     * @return how many were new
     */
    public int insert(TenantId tenant, List<TypedComputation> computations, byte @Nullable [] traceContext) {
        Set<Handle> known = stored(
                tenant, computations.stream().map(TypedComputation::output).toList());
        List<TypedComputation> added = computations.stream()
                .filter(computation -> !known.contains(computation.output()))
                .toList();
        if (!added.isEmpty()) {
            insertNew(tenant, added, traceContext);
        }
        return added.size();
    }

    /** Stores computations that are not traced. */
    public int insert(TenantId tenant, List<TypedComputation> computations) {
        return insert(tenant, computations, null);
    }

    /** One statement for any number of rows. Each column is an array, and so is each of the three operand positions. */
    private void insertNew(TenantId tenant, List<TypedComputation> computations, byte @Nullable [] traceContext) {
        List<Ranked> rows = IntStream.range(0, computations.size())
                .mapToObj(index -> new Ranked(computations.get(index), index + 1))
                .sorted(Comparator.comparing(Ranked::output))
                .toList();
        dsl.execute(
                """
                with queue as materialized (
                    select array_agg(next.number order by next.number) as numbers
                    from (select nextval('computations_submission_seq') as number from generate_series(1, {10})) as next
                )
                insert into computations
                    (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, submission,
                     trace_context)
                select {0}, added.output, added.type,
                       case added.operands
                           when 0 then array[]::bytea[]
                           when 1 then array[added.first]
                           when 2 then array[added.first, added.second]
                           else array[added.first, added.second, added.third]
                       end,
                       added.operation, added.is_scalar, queue.numbers[added.rank], {11}
                from unnest({1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9})
                         as added(output, type, operands, first, second, third, operation, is_scalar, rank)
                cross join queue
                on conflict do nothing
                """,
                DSL.val(tenant.value()),
                HandleArray.of(rows.stream().map(Ranked::output).toList()),
                integers(rows, row -> row.typed().resultType().code()),
                integers(rows, ComputationRepository::operandCount),
                operands(rows, 0),
                operands(rows, 1),
                operands(rows, 2),
                integers(rows, row -> row.computation().operation().code()),
                SqlArray.ofBooleans(
                        rows.stream().map(row -> row.computation().hasScalar()).toList()),
                integers(rows, Ranked::rank),
                DSL.val(rows.size()),
                DSL.val(traceContext, byte[].class));
    }

    private static int operandCount(Ranked row) {
        int count = row.operands().size();
        if (count > MOST_OPERANDS) {
            throw new IllegalArgumentException("no operation has " + count + " operands");
        }
        return count;
    }

    private static Field<Integer[]> integers(List<Ranked> rows, Function<Ranked, Integer> value) {
        return SqlArray.ofIntegers(rows.stream().map(value).toList());
    }

    private static Field<byte[][]> operands(List<Ranked> rows, int index) {
        return SqlArray.ofBytes(rows.stream().map(row -> row.operand(index)).toArray(byte[][]::new));
    }

    /** Wakes the workers when the surrounding transaction commits. */
    public void announceWork() {
        dsl.execute("select pg_notify(?, '')", WORK_AVAILABLE);
    }

    Set<Handle> stored(TenantId tenant, Collection<Handle> handles) {
        Set<Handle> found = new HashSet<>();
        List<Handle> asked = List.copyOf(handles);
        dsl.resultQuery("""
                        select asked.number
                        from unnest({1}) with ordinality as asked(handle, number)
                        cross join lateral (
                            select from computations
                            where tenant_id = {0} and output_handle = asked.handle
                            limit 1
                        ) as stored
                        """, DSL.val(tenant.value()), HandleArray.of(asked))
                .forEach(row -> found.add(asked.get(row.get("number", Integer.class) - 1)));
        return found;
    }

    /** One row to insert, and its rank in the order of the queue, from 1. */
    private record Ranked(TypedComputation typed, int rank) {
        Handle output() {
            return typed.output();
        }

        Computation computation() {
            return typed.computation();
        }

        List<Operand> operands() {
            return computation().operands();
        }

        /** The operand at the index as the row holds it, or null if there are fewer. */
        byte @Nullable [] operand(int index) {
            return index < operands().size() ? bytes(operands().get(index)) : null;
        }

        /** Which operands are scalars follows from the operation and {@code is_scalar}. */
        private static byte[] bytes(Operand operand) {
            return switch (operand) {
                case Operand.Encrypted(Handle handle) -> handle.bytes();
                case Operand.Scalar(Bytes bigEndian) -> bigEndian.array();
            };
        }
    }
}
