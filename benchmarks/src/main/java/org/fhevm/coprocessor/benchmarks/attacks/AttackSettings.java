package org.fhevm.coprocessor.benchmarks.attacks;

import java.time.Duration;

/**
 * Durations and limits of attacks.
 *
 * @param phase duration of each measurement of the second tenant's rate, and of an attack before it is measured
 * @param maximumResidentMegabytes largest resident memory of a daemon, heap and all else
 * @param maximumLogLines largest number of lines that a daemon may log during one attack
 * @param pendingRows rows of the attack that fills the queue
 * @param wideMegabytes size of values that are too wide for a daemon's heap
 */
record AttackSettings(
        Duration phase, int maximumResidentMegabytes, int maximumLogLines, int pendingRows, int wideMegabytes) {
    AttackSettings {
        if (!phase.isPositive() || maximumResidentMegabytes < 1 || pendingRows < 1 || wideMegabytes < 1) {
            throw new IllegalArgumentException("durations, sizes and numbers must be positive");
        }
    }
}
