package org.fhevm.coprocessor.server.schedule;

import org.fhevm.tfhe.operation.FheType;

/** A computation that may be scheduled, and the type of its result. */
public record TypedComputation(Computation computation, FheType resultType) {}
