package org.fhevm.coprocessor.worker.trace;

/** A stage of a computation that is not traced. */
final class NoStep implements ComputationTraces.Step {
    @Override
    public void succeeded() {}

    @Override
    public void succeeded(long bootstraps) {}

    @Override
    public void close() {}
}
