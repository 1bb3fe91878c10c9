package org.fhevm.coprocessor.worker.claim;

import org.fhevm.coprocessor.worker.plan.Computation;

/** A computation that this worker is to compute. */
public record ClaimedComputation(Computation computation, Lease lease) {}
