package org.fhevm.coprocessor.benchmarks.attacks;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All attacks: first those on the server alone, so that a worker is started once. */
final class AttackCatalog {
    private static final List<Attack> ALL = Stream.of(
                    MessageAttacks.ALL,
                    FrameAttacks.ALL,
                    ConnectionAttacks.ALL,
                    TenantAttacks.ALL,
                    ServerRowAttacks.ALL,
                    QueueAttacks.ALL,
                    WorkerRowAttacks.ALL)
            .flatMap(List::stream)
            .toList();

    private AttackCatalog() {}

    static List<Attack> all() {
        return ALL;
    }

    static Optional<Attack> named(String name) {
        return ALL.stream().filter(attack -> attack.name().equals(name)).findFirst();
    }
}
