package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class BatchCalibrationTest {
    private static final BatchSizes SIZES = new BatchSizes(List.of(4, 8, 16));

    @Test
    void candidatesTakeTurns() {
        BatchCalibration calibration = new BatchCalibration(SIZES);
        for (int trial = 0; trial < BatchCalibration.TRIALS; trial++) {
            for (int size : SIZES.candidates()) {
                assertThat(calibration.isDone()).isFalse();
                assertThat(calibration.limit()).isEqualTo(size);
                calibration.measured(size, 1000);
            }
        }
        assertThat(calibration.isDone()).isTrue();
    }

    @Test
    void theFastestIsChosen() {
        assertThat(chosen(size -> size == 16 ? 90L * size : 100L * size)).isEqualTo(16);
        assertThat(chosen(size -> size == 8 ? 90L * size : 100L * size)).isEqualTo(8);
        assertThat(chosen(size -> size == 4 ? 90L * size : 100L * size)).isEqualTo(4);
    }

    @Test
    void aLargerBatchMustBeWorthIt() {
        assertThat(chosen(size -> (10_200L - size) * size))
                .as("a gain of a thousandth")
                .isEqualTo(4);
        assertThat(chosen(size -> (size == 4 ? 1021L : 1000L) * size))
                .as("a gain just above the margin")
                .isEqualTo(8);
        assertThat(chosen(size -> (size == 4 ? 1019L : 1000L) * size))
                .as("a gain just below the margin")
                .isEqualTo(4);
    }

    @Test
    void oneQuickBatchOfEachSizeIsEnough() {
        BatchCalibration calibration = new BatchCalibration(SIZES);
        for (int trial = 0; trial < BatchCalibration.TRIALS; trial++) {
            for (int size : SIZES.candidates()) {
                boolean isQuiet = trial == size % BatchCalibration.TRIALS;
                calibration.measured(size, isQuiet ? (size == 8 ? 90L : 100L) * size : 10_000L * size);
            }
        }
        assertThat(calibration.limit()).isEqualTo(8);
    }

    @Test
    void otherBatchesAreIgnored() {
        BatchCalibration calibration = new BatchCalibration(SIZES);
        calibration.measured(0, 1);
        calibration.measured(3, 1);
        calibration.measured(16, 1);
        assertThat(calibration.limit()).isEqualTo(4);
        for (int i = 0; i < 100; i++) {
            calibration.measured(calibration.limit(), 1000L * calibration.limit() - 10L * calibration.limit());
        }
        assertThat(calibration.isDone()).isTrue();
        int chosen = calibration.limit();
        calibration.measured(chosen, 1_000_000);
        assertThat(calibration.limit()).as("the choice is final").isEqualTo(chosen);
    }

    @Test
    void aSingleCandidateIsNotMeasured() {
        BatchCalibration calibration = new BatchCalibration(BatchSizes.USUAL);
        assertThat(calibration.isDone()).isTrue();
        assertThat(calibration.limit()).isEqualTo(FhePool.USUAL_BATCH);
    }

    private static int chosen(IntToLongFunction nanos) {
        BatchCalibration calibration = new BatchCalibration(SIZES);
        while (!calibration.isDone()) {
            calibration.measured(calibration.limit(), nanos.applyAsLong(calibration.limit()));
        }
        return calibration.limit();
    }
}
