package org.fhevm.coprocessor.server.usecase;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.BlockedComputations;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.KnownHandles;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tracing.TraceParent;
import org.fhevm.coprocessor.server.schedule.ComputationTyping;
import org.fhevm.coprocessor.server.schedule.ComputationValidation;
import org.fhevm.coprocessor.server.schedule.DependencyOrder;
import org.fhevm.coprocessor.server.schedule.SubmittedComputation;
import org.fhevm.tfhe.operation.FheType;

/**
 * Stores computations for the worker. The computations of a request may use each other's results in any order, and all
 * values that are stored or announced, even those not computed yet. {@link AwaitedInputs} decides whether they may also
 * wait for unknown inputs.
 */
public final class ScheduleComputations {
    private final KnownHandles knownHandles;
    private final AwaitedInputs awaitedInputs;
    private final Arrivals arrivals;
    private final Transactions transactions;

    public ScheduleComputations(
            KnownHandles knownHandles, AwaitedInputs awaitedInputs, Arrivals arrivals, Transactions transactions) {
        this.knownHandles = knownHandles;
        this.awaitedInputs = awaitedInputs;
        this.arrivals = arrivals;
        this.transactions = transactions;
    }

    /**
     * Stores all of these computations, or none. Computations with results that are announced already stay as they are.
     *
     * @throws CoprocessorException for the first fault of the request, with {@link CoprocessorError.UnknownInputs} also
     *     if too many of the tenant's computations wait for unknown inputs
     */
    public void schedule(TenantId tenant, List<SubmittedComputation> submitted) {
        if (submitted.isEmpty()) {
            return;
        }
        DependencyOrder.Ordered ordered = DependencyOrder.of(ComputationValidation.validate(submitted));
        ComputationTyping.refuseExcessiveOperands(ordered.computations());
        Map<Handle, FheType> types = new HashMap<>(knownHandles.types(tenant, ordered.external()));
        SortedSet<Handle> unknown = new TreeSet<>(ordered.external());
        unknown.removeAll(types.keySet());
        types.putAll(awaitedInputs.typesOf(unknown));
        refuseUnless(types.keySet().containsAll(unknown), unknown);
        List<TypedComputation> typed = ComputationTyping.type(ordered.computations(), types);
        SortedMap<Handle, Handle> blocked = AwaitedInputs.blocked(ordered.computations(), unknown);
        refuseUnless(awaitedInputs.admit(tenant, blocked.size()), unknown);
        store(tenant, typed, blocked);
        // An input may have been stored after the look-up, and before its computation was seen to wait for it.
        arrivals.of(tenant, unknown);
    }

    private static void refuseUnless(boolean mayWait, SortedSet<Handle> unknown) {
        if (!mayWait) {
            throw new CoprocessorException(new CoprocessorError.UnknownInputs(List.copyOf(unknown)));
        }
    }

    /** @param blocked the input that each blocked computation waits for */
    private void store(TenantId tenant, List<TypedComputation> typed, SortedMap<Handle, Handle> blocked) {
        byte[] trace = TraceParent.current();
        transactions.run(transaction -> {
            ComputationRepository computations = new ComputationRepository(transaction);
            if (computations.insert(tenant, typed, trace) > 0) {
                awaitedInputs.block(new BlockedComputations(transaction), tenant, blocked);
                computations.announceWork();
            }
        });
    }
}
