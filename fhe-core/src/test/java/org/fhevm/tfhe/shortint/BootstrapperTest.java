package org.fhevm.tfhe.shortint;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

class BootstrapperTest {
    private static final LookupTable SQUARE = LookupTable.of(v -> v * v % 16);
    private static final LookupTable PARTS = LookupTable.pair(v -> v % 4, v -> v / 4);

    private final ToyKeys keys = ToyKeys.shared();
    private final Encryptor encryptor = new Encryptor(keys.clientKey(), new SecureRandom());
    private final Decryptor decryptor = new Decryptor(keys.clientKey());

    @Test
    void rotationsOfManyTablesAreSplitAmongBatches() {
        Bootstrapper bootstrapper = new Bootstrapper(keys.serverKey(), 3);
        List<BootstrapJob> jobs = jobs(5);
        bootstrapper.run(jobs);
        for (int value = 0; value < 5; value++) {
            BootstrapJob job = jobs.get(value);
            assertThat(decryptor.decryptBlock(job.result(0))).isEqualTo(value * value % 16);
            assertThat(decryptor.decryptBlock(job.result(1))).isEqualTo(value % 4);
            assertThat(decryptor.decryptBlock(job.result(2))).isEqualTo(value / 4);
        }
    }

    @Test
    void jobsThatRunAgainWriteToTheArraysTheyHave() {
        Bootstrapper bootstrapper = new Bootstrapper(keys.serverKey(), 2);
        List<BootstrapJob> jobs = jobs(2);
        bootstrapper.run(jobs);
        long[] words = jobs.get(1).result(0).words();
        long[] copy = words.clone();
        words[0]++;
        bootstrapper.run(jobs);
        assertThat(jobs.get(1).result(0).words()).isSameAs(words);
        assertThat(words).isEqualTo(copy);
    }

    private List<BootstrapJob> jobs(int count) {
        List<BootstrapJob> jobs = new ArrayList<>();
        for (int value = 0; value < count; value++) {
            long[] input = encryptor.encryptBlock(value).words();
            jobs.add(new BootstrapJob(BootstrapJob.Source.BLOCK, input, List.of(SQUARE, PARTS)));
        }
        return jobs;
    }
}
