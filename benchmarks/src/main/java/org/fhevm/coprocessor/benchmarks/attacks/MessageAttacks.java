package org.fhevm.coprocessor.benchmarks.attacks;

import java.util.List;
import java.util.UUID;

/** Messages that are small on the wire and large as objects, with and without a key. */
final class MessageAttacks {
    private static final int AT_ONCE = 5;
    /** Each of five callers sends a message per second: 20 MB per second uncompressed. */
    private static final double CALLS_PER_SECOND = 5;

    /** A computation that has nothing but an unknown field. */
    private static final int[] UNKNOWN_IN_COMPUTATION = {0x0a, 0x02, 0x78, 0x00};

    /** An element of a repeated field 1 that is empty. */
    private static final int[] EMPTY_ELEMENT = {0x0a, 0x00};

    private static final int DEEP = 95;
    private static final int ENDLESS_GROUP = 0x7b;

    static final List<Attack> ALL = List.of(
            Attack.onServer(
                    "gzip-bomb",
                    "AsyncCompute without key, 4 MiB of `0a 02 78 00` in 4.1 kB of gzip, 5 at once, each once a second",
                    target -> compressed(target, false)),
            Attack.onServer(
                    "gzip-bomb-with-key", "the same with the key of tenant A", target -> compressed(target, true)),
            Attack.onServer(
                    "unknown-fields",
                    "the same uncompressed, without key",
                    target -> plain(target, false, Messages.filledWith(UNKNOWN_IN_COMPUTATION))),
            Attack.onServer(
                    "unknown-fields-with-key",
                    "the same uncompressed, with the key of tenant A",
                    target -> plain(target, true, Messages.filledWith(UNKNOWN_IN_COMPUTATION))),
            Attack.onServer(
                    "smallest-elements",
                    "all four methods without key, 4 MiB of empty elements each, 5 at once, each once a second",
                    target -> plain(target, false, Messages.filledWith(EMPTY_ELEMENT))),
            Attack.onServer(
                    "smallest-elements-with-key",
                    "the same with the key of tenant A",
                    target -> plain(target, true, Messages.filledWith(EMPTY_ELEMENT))),
            Attack.onServer(
                    "smallest-inputs-with-key",
                    "all four methods with the key of tenant A, one element with two million empty fields 4 (inputs of"
                            + " a computation, signatures of an upload), 5 at once, each once a second",
                    target -> plain(target, true, Messages.fieldFilledWith(1, 0x22, 0x00))),
            Attack.onServer(
                    "distinct-unknown-fields",
                    "all four methods without key, 4 MiB of fields with a number of their own, 5 at once, each once a"
                            + " second",
                    target -> plain(target, false, Messages.distinctUnknownFields())),
            Attack.onServer(
                    "distinct-unknown-fields-with-key",
                    "the same with the key of tenant A",
                    target -> plain(target, true, Messages.distinctUnknownFields())),
            Attack.onServer(
                    "nested-groups-with-key",
                    "all four methods with the key of tenant A, 4 MiB of groups 95 deep, 5 at once, each once a second",
                    target -> plain(target, true, Messages.nestedGroups(DEEP))),
            Attack.onServer(
                    "endless-groups-with-key",
                    "the same with groups that only begin",
                    target -> plain(target, true, Messages.filledWith(ENDLESS_GROUP))),
            Attack.onServer(
                    "unknown-keys",
                    "GetCiphertexts of one handle with another unknown key each time, 8 at once, 400 a second in all",
                    MessageAttacks::unknownKeys),
            Attack.onServer(
                    "malformed-keys",
                    "the same with a header that is no key, of 4 kB",
                    target -> rejected(target, "bearer " + "x".repeat(4_000))));

    private MessageAttacks() {}

    private static void compressed(Target target, boolean withKey) throws InterruptedException {
        byte[] message = Messages.filledWith(UNKNOWN_IN_COMPUTATION);
        Caller caller = withKey ? target.attacker(0) : target.caller(0);
        target.repeat(
                AT_ONCE, CALLS_PER_SECOND, () -> target.callCompressed(caller, Caller.Method.ASYNC_COMPUTE, message));
    }

    /** Each of the callers takes one method after the other. */
    private static void plain(Target target, boolean withKey, byte[] message) throws InterruptedException {
        Caller.Method[] methods = Caller.Method.values();
        target.inParallel(AT_ONCE, number -> {
            Caller caller = withKey ? target.attacker(0) : target.caller(0);
            Pace pace = new Pace(CALLS_PER_SECOND / AT_ONCE);
            for (int turn = number; !target.over(); turn++) {
                target.call(caller, methods[turn % methods.length], message);
                pace.await();
            }
        });
    }

    private static void unknownKeys(Target target) throws InterruptedException {
        Caller caller = target.caller(0);
        byte[] request = {0x0a, 0x01, 0x07};
        target.repeat(
                8,
                400,
                () -> target.call(caller.with("bearer " + UUID.randomUUID()), Caller.Method.GET_CIPHERTEXTS, request));
    }

    private static void rejected(Target target, String authorization) throws InterruptedException {
        Caller caller = target.caller(0).with(authorization);
        target.repeat(8, 400, () -> target.call(caller, Caller.Method.GET_CIPHERTEXTS, new byte[] {0x0a, 0x01, 0x07}));
    }
}
