package org.fhevm.coprocessor.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Independent bootstraps of the identity, keyswitch included; a bootstrap is a part. */
final class BootstrapWorkload implements Workload<List<BootstrapJob>> {
    private static final int VALUES = 16;
    private static final LookupTable IDENTITY = LookupTable.of(v -> v);

    private final String name;
    private final ClientSide client;
    private final List<ShortintCiphertext> inputs = new ArrayList<>();
    private final Consumer<List<BootstrapJob>> runner;

    /**
     * @param count bootstraps
     * @param runner runs the jobs and returns when their results are complete
     */
    BootstrapWorkload(String name, int count, ClientSide client, Consumer<List<BootstrapJob>> runner) {
        this.name = name;
        this.client = client;
        this.runner = runner;
        for (int i = 0; i < count; i++) {
            inputs.add(client.encryptBlock(i % VALUES));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int parts() {
        return inputs.size();
    }

    @Override
    public List<BootstrapJob> run() {
        List<BootstrapJob> jobs = inputs.stream()
                .map(input -> new BootstrapJob(BootstrapJob.Source.BLOCK, input.words(), List.of(IDENTITY)))
                .toList();
        runner.accept(jobs);
        return jobs;
    }

    @Override
    public void check(List<BootstrapJob> result) {
        for (int i = 0; i < result.size(); i++) {
            int value = client.decryptBlock(result.get(i).result());
            Workload.require(value == i % VALUES, name, i % VALUES, value);
        }
    }
}
