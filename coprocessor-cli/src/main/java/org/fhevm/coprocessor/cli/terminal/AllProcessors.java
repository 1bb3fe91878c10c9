package org.fhevm.coprocessor.cli.terminal;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.fhevm.tfhe.zk.curve.Workers;

/** All processors of the machine, for the proofs of one command. */
public final class AllProcessors implements AutoCloseable {
    private final ExecutorService executor;
    private final Workers workers;

    public AllProcessors() {
        int helpers = Runtime.getRuntime().availableProcessors() - 1;
        executor = Executors.newFixedThreadPool(Math.max(1, helpers));
        workers = new Workers(executor, helpers);
    }

    public Workers workers() {
        return workers;
    }

    @Override
    public void close() {
        executor.close();
    }
}
