package org.fhevm.coprocessor.benchmarks.attacks;

import java.time.Duration;

/**
 * How attacks are carried out, and what they may cost.
 *
 * @param phase how long the second tenant's rate is measured before, during and after an attack, and how long an attack
 *     goes on before it is measured
 * @param maximumResidentMegabytes memory that a daemon may take at most, heap and all else
 * @param maximumLogLines lines that a daemon may log during one attack
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
