package org.fhevm.coprocessor.server.usecase;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.KnownHandles;
import org.fhevm.coprocessor.common.repository.NewComputation;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.server.schedule.Computation;
import org.fhevm.coprocessor.server.schedule.ComputationTyping;
import org.fhevm.coprocessor.server.schedule.ComputationValidation;
import org.fhevm.coprocessor.server.schedule.DependencyOrder;
import org.fhevm.coprocessor.server.schedule.SubmittedComputation;
import org.fhevm.coprocessor.server.schedule.TypedComputation;
import org.fhevm.tfhe.operation.FheType;

/**
 * Takes computations for the worker. The computations of a request may use each other's results in any order, and
 * whatever is stored or announced already; nothing need be computed yet.
 */
public final class ScheduleComputations {

    private final KnownHandles knownHandles;
    private final Transactions transactions;

    public ScheduleComputations(KnownHandles knownHandles, Transactions transactions) {
        this.knownHandles = knownHandles;
        this.transactions = transactions;
    }

    /** Stores all of these computations, or none. Those whose results are announced already are left as they are. */
    public void schedule(TenantId tenant, List<SubmittedComputation> submitted) {
        if (submitted.isEmpty()) {
            return;
        }
        DependencyOrder.Ordered ordered = DependencyOrder.of(ComputationValidation.validate(submitted));
        ComputationTyping.refuseExcessiveOperands(ordered.computations());
        Map<Handle, FheType> known = typesOf(tenant, ordered.external());
        store(tenant, ComputationTyping.type(ordered.computations(), known));
    }

    private Map<Handle, FheType> typesOf(TenantId tenant, Set<Handle> external) {
        Map<Handle, FheType> known = knownHandles.types(tenant, external);
        List<Handle> unknown = external.stream()
                .filter(handle -> !known.containsKey(handle))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new CoprocessorException(new CoprocessorError.UnknownInputs(unknown));
        }
        return known;
    }

    private void store(TenantId tenant, List<TypedComputation> typed) {
        List<NewComputation> rows =
                typed.stream().map(ScheduleComputations::row).toList();
        transactions.run(transaction -> {
            ComputationRepository computations = new ComputationRepository(transaction);
            if (computations.insert(tenant, rows) > 0) {
                computations.announceWork();
            }
        });
    }

    private static NewComputation row(TypedComputation typed) {
        Computation computation = typed.computation();
        return new NewComputation(
                computation.output(),
                typed.resultType(),
                computation.operation(),
                computation.operands().stream().map(ScheduleComputations::bytes).toList(),
                computation.hasScalar());
    }

    private static byte[] bytes(Computation.Operand operand) {
        return switch (operand) {
            case Computation.Operand.Dependency(Handle handle) -> handle.bytes();
            case Computation.Operand.Scalar(byte[] bigEndian) -> bigEndian;
        };
    }
}
