package org.fhevm.tfhe.shortint;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.ParameterSet;
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
        Bootstrapper bootstrapper = new Bootstrapper(3);
        List<BootstrapJob> jobs = jobs(5);
        bootstrapper.run(keys.serverKey(), jobs);
        for (int value = 0; value < 5; value++) {
            BootstrapJob job = jobs.get(value);
            assertThat(decryptor.decryptBlock(job.result(0))).isEqualTo(value * value % 16);
            assertThat(decryptor.decryptBlock(job.result(1))).isEqualTo(value % 4);
            assertThat(decryptor.decryptBlock(job.result(2))).isEqualTo(value / 4);
        }
    }

    @Test
    void jobsThatRunAgainWriteToTheArraysTheyHave() {
        Bootstrapper bootstrapper = new Bootstrapper(2);
        List<BootstrapJob> jobs = jobs(2);
        bootstrapper.run(keys.serverKey(), jobs);
        long[] words = jobs.get(1).result(0).words();
        long[] copy = words.clone();
        words[0]++;
        bootstrapper.run(keys.serverKey(), jobs);
        assertThat(jobs.get(1).result(0).words()).isSameAs(words);
        assertThat(words).isEqualTo(copy);
    }

    @Test
    void keysOfTwoShapesTakeTurnsInOneBootstrapper() {
        ParameterSet larger = largerPolynomials();
        KeyGenerator generator = new KeyGenerator(larger, new SecureRandom(), KeyGenerator.ProgressListener.SILENT);
        ClientKey otherClientKey = generator.clientKey();
        ServerKey other = ServerKey.prepare(generator.serverKey(otherClientKey));
        Encryptor otherEncryptor = new Encryptor(otherClientKey, new SecureRandom());
        Decryptor otherDecryptor = new Decryptor(otherClientKey);
        Bootstrapper bootstrapper = new Bootstrapper(2);
        for (int value = 0; value < 4; value++) {
            BootstrapJob job = square(encryptor, value);
            BootstrapJob otherJob = square(otherEncryptor, value);
            bootstrapper.run(keys.serverKey(), List.of(job));
            bootstrapper.run(other, List.of(otherJob));
            assertThat(decryptor.decryptBlock(job.result())).isEqualTo(value * value % 16);
            assertThat(otherDecryptor.decryptBlock(otherJob.result())).isEqualTo(value * value % 16);
        }
    }

    private static ParameterSet largerPolynomials() {
        ComputeParameters toy = ToyKeys.PARAMETERS.compute();
        return new ParameterSet(
                new ComputeParameters(
                        toy.lweDimension(),
                        toy.glweDimension(),
                        2 * toy.polynomialSize(),
                        toy.lweNoise(),
                        toy.glweNoise(),
                        toy.bootstrap(),
                        toy.keyswitch(),
                        toy.messageModulus(),
                        toy.carryModulus(),
                        toy.maxNoiseLevel(),
                        toy.log2FailureProbability(),
                        toy.encryptionKeyChoice()),
                ToyKeys.PARAMETERS.compactKey(),
                ToyKeys.PARAMETERS.casting(),
                ToyKeys.PARAMETERS.compression());
    }

    private static BootstrapJob square(Encryptor encryptor, int value) {
        return new BootstrapJob(
                BootstrapJob.Source.BLOCK, encryptor.encryptBlock(value).words(), List.of(SQUARE));
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
