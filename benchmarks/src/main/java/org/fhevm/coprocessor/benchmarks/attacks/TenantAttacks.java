package org.fhevm.coprocessor.benchmarks.attacks;

import com.google.common.util.concurrent.ListenableFuture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fhevm.tfhe.operation.FheType;

/**
 * Requests that tenant A may make, but in numbers that could harm tenant B. Expensive messages are made once and sent
 * again and again, or changed a little: an attacker would make them on another machine.
 */
final class TenantAttacks {
    private static final int UPLOADS = 24;
    private static final int WIDE_HANDLES = 5_000;
    private static final int WIDE_BYTES = 8_000;
    private static final int UNREAD_CALLS = 230;
    private static final int UNKNOWN_INPUTS = 4_500;
    private static final int STORED = 6_000;
    /** 32 values of 128 bits: 2,048 blocks, which is what one list may have. */
    private static final int VALUES = 32;

    private static final byte[] WIDE_HANDLE = Messages.newHandle(FheType.BYTES256);

    static final List<Attack> ALL = List.of(
            Attack.onServer(
                    "uploads",
                    "24 clients of tenant A that upload 5 new lists of 2,048 blocks each, one upload after the other",
                    target -> uploads(target, UPLOADS)),
            Attack.onServer(
                    "same-uploads",
                    "24 clients of tenant A that upload the same 5 lists of 2,048 blocks each, one upload after the"
                            + " other",
                    TenantAttacks::sameUploads),
            Attack.onServer(
                    "many-lists",
                    "uploads of tenant A with 100,000 lists that are no lists, 5 at once, each once a second",
                    target -> {
                        byte[] request = Messages.upload(Collections.nCopies(100_000 / 3, new byte[1]));
                        Caller caller = target.attacker(0);
                        target.repeat(5, 5, () -> target.call(caller, Caller.Method.UPLOAD_INPUTS, request));
                    }),
            Attack.onServer(
                    "trivial-encryptions",
                    "24 clients of tenant A that encrypt 8 values of 2,048 bits, one call after the other; the bound on blocks of"
                            + " one tenant refuses some",
                    TenantAttacks::trivialEncryptions),
            Attack.onServer(
                            "all-places",
                            "tenant A with 600 calls under way on 6 connections: reads of 5,000 handles, half of them"
                                    + " wide",
                            target -> allPlaces(target))
                    .preparedBy(TenantAttacks::storeWide)
                    .cleanedUpBy(TenantAttacks::removeStored),
            Attack.onServer(
                            "unread-answers-window-0",
                            "230 calls of tenant A on 4 connections for 5,000 times one handle of 8 kB, with a window"
                                    + " of 0",
                            target -> unreadAnswers(target, 0))
                    .preparedBy(TenantAttacks::storeWide)
                    .cleanedUpBy(TenantAttacks::removeStored),
            Attack.onServer(
                            "unread-answers-socket",
                            "the same with the largest window once all are sent, and sockets that are not read",
                            target -> unreadAnswers(target, RawConnection.LARGEST_WINDOW))
                    .preparedBy(TenantAttacks::storeWide)
                    .cleanedUpBy(TenantAttacks::removeStored),
            Attack.onServer(
                            "slow-reader",
                            "the same with a window that grows by 100 bytes a second",
                            TenantAttacks::slowReader)
                    .preparedBy(TenantAttacks::storeWide)
                    .cleanedUpBy(TenantAttacks::removeStored),
            Attack.onServer(
                            "unknown-inputs",
                            "4 clients of tenant A that submit 4,500 computations on unknown inputs, one call after"
                                    + " the other, beside 6,000 stored ciphertexts that PostgreSQL has no statistics"
                                    + " of",
                            target -> {
                                Caller caller = target.attacker(0);
                                byte[] request = unknownInputs();
                                target.repeatAtOnce(4, () -> target.call(caller, Caller.Method.ASYNC_COMPUTE, request));
                            })
                    .preparedBy(TenantAttacks::storeMany)
                    .cleanedUpBy(TenantAttacks::removeStored),
            Attack.onServer(
                            "absent-handles",
                            "4 clients of tenant A that ask for 5,000 absent handles, one call after the other, beside"
                                    + " the same",
                            target -> {
                                Caller caller = target.attacker(0);
                                byte[] request = Messages.get(Messages.newHandles(FheType.UINT8, WIDE_HANDLES));
                                target.repeatAtOnce(
                                        4, () -> target.call(caller, Caller.Method.GET_CIPHERTEXTS, request));
                            })
                    .preparedBy(TenantAttacks::storeMany)
                    .cleanedUpBy(TenantAttacks::removeStored),
            Attack.onServer(
                            "same-output-handles",
                            "24 clients of tenant A that submit the same 700 computations at the same time, 50 calls a"
                                    + " second",
                            TenantAttacks::sameOutputs)
                    .cleanedUpBy(TenantAttacks::removeStored),
            Attack.onServer(
                    "bad-calls",
                    "calls of tenant A that are refused for each of six reasons, 180 a second in all",
                    TenantAttacks::badCalls));

    private TenantAttacks() {}

    private static void uploads(Target target, int clients) throws InterruptedException {
        List<byte[]> lists = largeLists();
        int random = ToyTenant.randomOffset(lists.get(0), lists.get(1));
        target.inParallel(clients, number -> {
            Caller caller = target.attacker(number);
            while (!target.over()) {
                target.call(
                        caller,
                        Caller.Method.UPLOAD_INPUTS,
                        Messages.upload(lists.stream()
                                .map(list -> otherList(list, random))
                                .toList()));
                target.pause(2);
            }
        });
    }

    /** Changes the randomness of one list, since making a new one takes time: the expanded values are others. */
    private static byte[] otherList(byte[] list, int random) {
        byte[] other = list.clone();
        byte[] bytes = new byte[8];
        java.util.concurrent.ThreadLocalRandom.current().nextBytes(bytes);
        System.arraycopy(bytes, 0, other, random, bytes.length);
        return other;
    }

    private static List<byte[]> largeLists() {
        List<byte[]> lists = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lists.add(ToyTenant.inputList(FheType.UINT128, VALUES));
        }
        return lists;
    }

    private static void sameUploads(Target target) throws InterruptedException {
        byte[] request = Messages.upload(largeLists());
        target.inParallel(UPLOADS, number -> {
            Caller caller = target.attacker(number);
            while (!target.over()) {
                target.call(caller, Caller.Method.UPLOAD_INPUTS, request);
                target.pause(2);
            }
        });
    }

    private static void trivialEncryptions(Target target) throws InterruptedException {
        target.inParallel(UPLOADS, number -> {
            Caller caller = target.attacker(number);
            while (!target.over()) {
                target.call(
                        caller,
                        Caller.Method.TRIVIAL_ENCRYPT,
                        Messages.trivial(Messages.newHandles(FheType.BYTES256, 8), FheType.BYTES256));
                target.pause(2);
            }
        });
    }

    /**
     * Stores a value as wide as a ciphertext of the real parameters: random bytes, which the database cannot compress.
     */
    private static void storeWide(Target target) throws Exception {
        byte[] bytes = new byte[WIDE_BYTES];
        new java.util.Random(1).nextBytes(bytes);
        target.execute(
                "insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                        + " values (?, ?, ?, 0, ?)",
                target.attacker().id(),
                WIDE_HANDLE,
                bytes,
                FheType.BYTES256.code());
    }

    private static void storeMany(Target target) throws Exception {
        target.execute(
                "insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                        + " select ?, sha256(n::text::bytea), sha256(n::text::bytea), 0, 2 from generate_series(1,"
                        + " ?) n",
                target.attacker().id(),
                STORED);
    }

    private static void removeStored(Target target) throws Exception {
        target.execute(
                "delete from ciphertexts where tenant_id = ?", target.attacker().id());
        target.execute(
                "delete from computations where tenant_id = ?",
                target.attacker().id());
    }

    private static byte[] wideQuestion() {
        return Messages.get(Collections.nCopies(WIDE_HANDLES, WIDE_HANDLE));
    }

    private static void allPlaces(Target target) throws InterruptedException {
        List<byte[]> handles = new ArrayList<>(Messages.newHandles(FheType.UINT8, WIDE_HANDLES / 2));
        handles.addAll(Collections.nCopies(WIDE_HANDLES / 2, WIDE_HANDLE));
        byte[] request = Messages.get(handles);
        target.inParallel(6, number -> {
            Caller caller = target.attacker(number);
            List<ListenableFuture<byte[]>> calls = new ArrayList<>();
            Pace pace = new Pace(50);
            while (!target.over()) {
                calls.removeIf(call -> counted(target, call));
                if (calls.size() < 100) {
                    calls.add(caller.begin(Caller.Method.GET_CIPHERTEXTS, request, Target.CALL_TIME));
                    target.outcomes().sent();
                }
                pace.await();
            }
        });
    }

    private static boolean counted(Target target, ListenableFuture<byte[]> call) {
        if (!call.isDone()) {
            return false;
        }
        try {
            call.get();
            target.outcomes().served();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            target.outcomes().refused(io.grpc.Status.fromThrowable(e));
        }
        return true;
    }

    private static byte[] getHeaders(Target target) {
        return RawConnection.callHeaders(
                Caller.Method.GET_CIPHERTEXTS,
                Map.of("authorization", target.attacker().authorization()));
    }

    private static void unreadAnswers(Target target, int window) throws InterruptedException {
        byte[] request = Messages.prefixed(wideQuestion());
        byte[] headers = getHeaders(target);
        int connections = 4;
        target.inParallel(connections, number -> {
            RawConnection connection = target.keep(RawConnection.connect(Target.address(number), target.server()));
            connection.greet(RawConnection.INITIAL_WINDOW_SIZE, 0);
            connection.startReading();
            for (int i = number; i < UNREAD_CALLS && !target.over(); i += connections) {
                connection.data(connection.begin(headers), request, true, 2_000);
                target.outcomes().sent();
                target.pause(5);
            }
            if (window > 0) {
                connection.stopReading();
                connection.settings(RawConnection.INITIAL_WINDOW_SIZE, window);
                connection.updateWindow(0, RawConnection.LARGEST_WINDOW - 65_535);
                connection.flush();
            }
            target.hold();
        });
    }

    private static void slowReader(Target target) throws InterruptedException {
        byte[] request = Messages.prefixed(wideQuestion());
        byte[] headers = getHeaders(target);
        target.onConnections(4, 4, connection -> {
            connection.settings(RawConnection.INITIAL_WINDOW_SIZE, 0);
            List<Integer> streams = new ArrayList<>();
            for (int i = 0; i < UNREAD_CALLS / 4 && !target.over(); i++) {
                int stream = connection.begin(headers);
                connection.data(stream, request, true, 2_000);
                streams.add(stream);
                target.pause(20);
            }
            while (!target.over()) {
                for (int stream : streams) {
                    connection.updateWindow(stream, 50);
                }
                connection.flush();
                target.pause(500);
            }
        });
    }

    private static byte[] unknownInputs() {
        byte[] unknown = Messages.newHandle(FheType.UINT8);
        List<byte[]> inputs = Messages.newHandles(FheType.UINT8, UNKNOWN_INPUTS);
        return Messages.compute(
                inputs.stream().map(input -> Messages.sum(Messages.newHandle(FheType.UINT8), input, unknown)));
    }

    private static void sameOutputs(Target target) throws InterruptedException {
        byte[] operand = Messages.newHandle(FheType.UINT8);
        Caller first = target.attacker(0);
        target.call(first, Caller.Method.TRIVIAL_ENCRYPT, Messages.trivial(List.of(operand), FheType.UINT8));
        List<byte[]> outputs = Messages.newHandles(FheType.UINT8, 700);
        byte[] forwards = Messages.sums(outputs, operand, operand);
        byte[] backwards = Messages.sums(outputs.reversed(), operand, operand);
        target.inParallel(UPLOADS, number -> {
            Caller caller = target.attacker(number);
            Pace pace = new Pace(50.0 / UPLOADS);
            while (!target.over()) {
                target.call(caller, Caller.Method.ASYNC_COMPUTE, number % 2 == 0 ? forwards : backwards);
                pace.await();
            }
        });
    }

    private static void badCalls(Target target) throws InterruptedException {
        byte[] handle = Messages.newHandle(FheType.UINT8);
        Map<Caller.Method, List<byte[]>> requests = Map.of(
                Caller.Method.ASYNC_COMPUTE,
                List.of(
                        Messages.compute(Stream.of(Messages.successor(handle, handle))),
                        Messages.compute(Stream.of(Messages.successor(handle, new byte[5_000]))),
                        Messages.compute(Stream.of(Messages.successor(new byte[0], handle)))),
                Caller.Method.GET_CIPHERTEXTS,
                List.of(Messages.get(Collections.nCopies(WIDE_HANDLES + 1, new byte[1]))),
                Caller.Method.UPLOAD_INPUTS,
                List.of(Messages.upload(List.of(new byte[100]))),
                Caller.Method.TRIVIAL_ENCRYPT,
                List.of(new byte[] {0x0a, 0x02, 0x18, 0x7f}));
        Caller caller = target.attacker(0);
        target.repeat(6, 30, () -> {
            for (Map.Entry<Caller.Method, List<byte[]>> entry : requests.entrySet()) {
                for (byte[] request : entry.getValue()) {
                    target.call(caller, entry.getKey(), request);
                }
            }
        });
    }
}
