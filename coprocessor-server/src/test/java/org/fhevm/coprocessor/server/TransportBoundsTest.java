package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.server.testing.RawHttp2.CONTINUATION;
import static org.fhevm.coprocessor.server.testing.RawHttp2.DATA;
import static org.fhevm.coprocessor.server.testing.RawHttp2.END_HEADERS;
import static org.fhevm.coprocessor.server.testing.RawHttp2.END_STREAM;
import static org.fhevm.coprocessor.server.testing.RawHttp2.GOAWAY;
import static org.fhevm.coprocessor.server.testing.RawHttp2.HEADERS;
import static org.fhevm.coprocessor.server.testing.RawHttp2.NO_FLAGS;
import static org.fhevm.coprocessor.server.testing.RawHttp2.PING;
import static org.fhevm.coprocessor.server.testing.RawHttp2.RST_STREAM;
import static org.fhevm.coprocessor.server.testing.RawHttp2.SETTINGS;
import static org.fhevm.coprocessor.server.testing.RawHttp2.headers;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Requests.get;

import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Admission;
import org.fhevm.coprocessor.server.config.ConnectionSettings;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.RawHttp2;
import org.fhevm.coprocessor.server.testing.RawHttp2.Frame;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.coprocessor.server.testing.SocketServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Bounds of connections before their callers are known, frame by frame. */
@EmbeddedDatabase
class TransportBoundsTest {
    private static final String GET = FhevmCoprocessorGrpc.SERVICE_NAME + "/GetCiphertexts";
    private static final String BEARER = "Bearer " + ServerUnderTest.API_KEY;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MEBIBYTE = 1 << 20;

    private final Database database;

    @AutoClose
    private @Nullable SocketServer started;

    TransportBoundsTest(Database database) {
        this.database = database;
    }

    /** The server that the test has started. */
    private SocketServer server() {
        return Objects.requireNonNull(started);
    }

    private void start(UnaryOperator<ConnectionSettings> settings) {
        started = SocketServer.start(
                database,
                new FakeEvaluator(),
                config -> config.withConnections(settings.apply(ConnectionSettings.DEFAULT)));
    }

    private void assertServes() {
        assertThat(server().client(SocketServer.OTHER_KEY).getCiphertexts(get()).getResponsesList())
                .isEmpty();
    }

    @Test
    void connectionsBeyondThoseOfAnAddressAreClosedUntilOthersEnd() throws Exception {
        start(settings -> settings.withMaximumPerAddress(3));
        List<RawHttp2> open = new ArrayList<>();
        for (int connection = 0; connection < 3; connection++) {
            open.add(RawHttp2.open(server().port()));
            assertThat(open.getLast().answersPing()).isTrue();
        }
        try (RawHttp2 tooMany = RawHttp2.connect(server().port())) {
            tooMany.awaitEnd(PATIENCE);
        }
        assertThat(server().metric("coprocessor_connections_refused_total")).isEqualTo(1);
        open.removeFirst().close();
        await().untilAsserted(() ->
                assertThat(server().metric("coprocessor_connections")).isEqualTo(2));
        assertServes();
        for (RawHttp2 connection : open) {
            connection.close();
        }
    }

    @Test
    void connectionsBeyondThoseOfTheServerAreClosed() throws Exception {
        start(settings -> settings.withMaximum(2));
        try (RawHttp2 one = RawHttp2.open(server().port());
                RawHttp2 other = RawHttp2.open(server().port())) {
            assertThat(one.answersPing() && other.answersPing()).isTrue();
            try (RawHttp2 tooMany = RawHttp2.connect(server().port())) {
                tooMany.awaitEnd(PATIENCE);
            }
        }
    }

    @Test
    void aConnectionThatDoesNotBeginIsClosed() throws Exception {
        start(settings -> settings.withHandshakeTime(Duration.ofMillis(300)));
        try (RawHttp2 silent = RawHttp2.connect(server().port());
                RawHttp2 half = RawHttp2.connect(server().port());
                RawHttp2 good = RawHttp2.open(server().port())) {
            half.sendBytes("PRI * HTTP/2.0\r\n\r\nSM".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            silent.awaitEnd(PATIENCE);
            half.awaitEnd(PATIENCE);
            assertThat(server().metric("coprocessor_connections_silent_total")).isEqualTo(2);
            assertThat(good.answersPing()).isTrue();
        }
    }

    @Test
    void aFrameOfWhichOnlyAPartComesEndsItsConnection() throws Exception {
        start(settings -> settings.withHandshakeTime(Duration.ofMillis(500)));
        try (RawHttp2 connection = RawHttp2.open(server().port())) {
            byte[] frame = RawHttp2.frame(DATA, NO_FLAGS, 1, new byte[16_384]);
            connection.sendBytes(Arrays.copyOf(frame, frame.length - 1));
            await().untilAsserted(() -> assertThat(server().metric("coprocessor_unfinished_frame_bytes"))
                    .isEqualTo(2.0 * 16_384 + 8));
            connection.awaitEnd(PATIENCE);
        }
        assertThat(server().metric("coprocessor_connections_unfinished_total")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(server().metric("coprocessor_unfinished_frame_bytes"))
                .isZero());
        assertServes();
    }

    @Test
    void aHeaderBlockThatDoesNotEndEndsItsConnection() throws Exception {
        start(settings -> settings.withHandshakeTime(Duration.ofMillis(500)));
        try (RawHttp2 connection = RawHttp2.open(server().port())) {
            connection.send(HEADERS, NO_FLAGS, 1, headers(GET));
            connection.awaitEnd(PATIENCE);
        }
        assertThat(server().metric("coprocessor_connections_unfinished_total")).isEqualTo(1);
        assertServes();
    }

    @Test
    void anIdleConnectionIsClosedInPeace() throws Exception {
        start(settings -> settings.withIdleTime(Duration.ofMillis(300)));
        try (RawHttp2 idle = RawHttp2.open(server().port())) {
            Frame last =
                    idle.readUntil(frame -> frame.type() == GOAWAY, PATIENCE).orElseThrow();
            assertThat(last.error()).isZero();
        }
    }

    @Test
    void aConnectionThatHasReachedItsAgeIsClosedInPeace() throws Exception {
        start(settings -> settings.withAge(Duration.ofMillis(300)));
        try (RawHttp2 old = RawHttp2.open(server().port())) {
            Frame last =
                    old.readUntil(frame -> frame.type() == GOAWAY, PATIENCE).orElseThrow();
            assertThat(last.error()).isZero();
        }
    }

    @Test
    void aClientThatBeginsCallsToResetThemIsCutOff() throws Exception {
        start(settings -> settings.withResetsPerMinute(50));
        try (RawHttp2 rapid = RawHttp2.open(server().port())) {
            byte[] block = headers(GET, "authorization", BEARER);
            int stream = 1;
            try {
                for (; stream < 20_000; stream += 2) {
                    rapid.sendAll(
                            RawHttp2.frame(HEADERS, END_HEADERS, stream, block),
                            RawHttp2.frame(RST_STREAM, NO_FLAGS, stream, new byte[] {0, 0, 0, 8}));
                }
            } catch (IOException e) {
                // Cut off while it goes on.
            }
            rapid.awaitEnd(PATIENCE);
        }
        assertThat(calls("GetCiphertexts")).as("calls that were begun").isLessThan(200);
        assertServes();
    }

    private double calls(String method) {
        return server().scrape()
                .lines()
                .filter(line -> line.startsWith("coprocessor_call_duration_seconds_count{method=\"" + method + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** A stream that the server resets for the client's fault ("made you reset") counts against the client as well. */
    @Test
    void aClientThatMakesTheServerResetStreamsIsCutOff() throws Exception {
        start(settings -> settings.withResetsPerMinute(50));
        try (RawHttp2 client = RawHttp2.open(server().port())) {
            byte[] block = headers(GET, "authorization", BEARER);
            try {
                for (int stream = 1; stream < 20_000; stream += 2) {
                    client.sendAll(
                            RawHttp2.frame(HEADERS, END_HEADERS, stream, block),
                            // A window update of 0 is a fault.
                            RawHttp2.frame(RawHttp2.WINDOW_UPDATE, NO_FLAGS, stream, new byte[4]));
                }
            } catch (IOException e) {
                // Cut off while it goes on.
            }
            client.awaitEnd(PATIENCE);
        }
        assertThat(calls("GetCiphertexts")).as("calls that were begun").isLessThan(200);
        assertServes();
    }

    @Test
    void headersThatNeverEndAreCutOff() throws Exception {
        start(settings -> settings);
        try (RawHttp2 client = RawHttp2.open(server().port())) {
            client.send(HEADERS, NO_FLAGS, 1, headers(GET));
            int frames = 0;
            try {
                for (; frames < 100_000; frames++) {
                    client.send(CONTINUATION, NO_FLAGS, 1, new byte[0]);
                }
            } catch (IOException e) {
                // Cut off while it goes on.
            }
            client.awaitEnd(PATIENCE);
            assertThat(frames).isLessThan(100_000);
        }
        assertServes();
    }

    @Test
    void headersThatAreTooLargeAreRefused() throws Exception {
        start(settings -> settings.withHeaderBytes(2048));
        try (RawHttp2 client = RawHttp2.open(server().port())) {
            client.send(HEADERS, END_HEADERS, 1, headers(GET, "authorization", BEARER, "x-a", "a".repeat(3000)));
            Frame answer = client.readUntil(frame -> frame.stream() == 1 || frame.type() == GOAWAY, PATIENCE)
                    .orElseThrow();
            assertThat(answer.type()).isIn(HEADERS, RST_STREAM, GOAWAY);
        }
        assertThat(calls("GetCiphertexts")).isZero();
        assertServes();
    }

    @Test
    void floodsOfPingsAndSettingsAreCutOff() throws Exception {
        start(settings -> settings);
        for (int type : new int[] {PING, SETTINGS}) {
            try (RawHttp2 client = RawHttp2.open(server().port())) {
                byte[][] frames = new byte[1000][];
                Arrays.fill(frames, RawHttp2.frame(type, NO_FLAGS, 0, new byte[type == PING ? 8 : 0]));
                boolean cut = false;
                try {
                    // It reads none of the answers, so at some time the server can send no more.
                    for (int round = 0; round < 1000; round++) {
                        client.sendAll(frames);
                    }
                } catch (IOException e) {
                    cut = true;
                }
                assertThat(cut).as("frames of type %d", type).isTrue();
            }
        }
        assertServes();
    }

    @Test
    void garbageEndsItsConnectionAndNothingElse() throws Exception {
        start(settings -> settings);
        Random random = new Random(7);
        for (int attempt = 0; attempt < 50; attempt++) {
            byte[] garbage = new byte[1000];
            random.nextBytes(garbage);
            try (RawHttp2 client =
                    attempt % 2 == 0 ? RawHttp2.open(server().port()) : RawHttp2.connect(server().port())) {
                client.sendBytes(garbage);
            } catch (IOException e) {
                // The server closed the connection in the middle of it.
            }
        }
        await().untilAsserted(() ->
                assertThat(server().metric("coprocessor_connections")).isZero());
        assertServes();
    }

    @Test
    void aStreamThatItsClientDoesNotEndAfterTheAnswerIsEndedForIt() throws Exception {
        start(settings -> settings.withHandshakeTime(Duration.ofMillis(200)));
        try (RawHttp2 client = RawHttp2.open(server().port())) {
            client.send(HEADERS, END_HEADERS, 1, headers(GET));
            assertThat(client.readUntil(frame -> frame.type() == HEADERS && frame.ends(), PATIENCE))
                    .isPresent();
            assertThat(client.readUntil(frame -> frame.type() == RST_STREAM, PATIENCE)
                            .orElseThrow()
                            .error())
                    .as("no error")
                    .isZero();
        }
    }

    private void storeWide(TenantId tenant, int handle, int bytes) {
        database.dsl()
                .insertInto(
                        CIPHERTEXTS,
                        CIPHERTEXTS.TENANT_ID,
                        CIPHERTEXTS.HANDLE,
                        CIPHERTEXTS.CIPHERTEXT,
                        CIPHERTEXTS.CIPHERTEXT_VERSION,
                        CIPHERTEXTS.CIPHERTEXT_TYPE)
                .values(tenant.value(), new byte[] {(byte) handle}, new byte[bytes], (short) 0, (short) 11)
                .execute();
    }

    private static String[] times(int count, String handle) {
        return Collections.nCopies(count, handle).toArray(String[]::new);
    }

    @Test
    void answersThatAreNotReadAreGivenUpAndLeaveRoomForOthersMeanwhile() throws Exception {
        started = SocketServer.start(
                database,
                new FakeEvaluator(),
                config -> config.withConnections(ConnectionSettings.DEFAULT
                                .withHandshakeTime(Duration.ofMillis(100))
                                .withWriteTime(Duration.ofSeconds(2)))
                        .withAdmission(Admission.defaults()
                                .withAnswerBytes(8L * MEBIBYTE)
                                .withAnswerWait(Duration.ofMillis(500))));
        storeWide(server().tenant(), 0x0a, 8000);
        storeWide(server().otherTenant(), 0x0a, 8000);
        GetCiphertextBatch twoMegabytes = get(times(250, "0a"));
        List<RawHttp2> greedy = new ArrayList<>();
        for (int client = 0; client < 20; client++) {
            RawHttp2 connection = RawHttp2.open(server().port());
            greedy.add(connection);
            connection.send(HEADERS, END_HEADERS, 1, headers(GET, "authorization", BEARER));
            connection.send(DATA, END_STREAM, 1, RawHttp2.message(twoMegabytes.toByteArray()));
        }
        await().untilAsserted(() -> assertThat(server().metric("coprocessor_answer_bytes_in_flight"))
                .isBetween(2.0 * MEBIBYTE, 4.0 * MEBIBYTE));
        assertThat(server().client(SocketServer.OTHER_KEY)
                        .getCiphertexts(get(times(100, "0a")))
                        .getResponsesCount())
                .isEqualTo(100);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server().metric("coprocessor_answers_unread_total"))
                        .isPositive());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server().metric("coprocessor_answer_bytes_in_flight"))
                        .isZero());
        assertThat(greedy.getFirst()
                        .readUntil(frame -> frame.type() == RST_STREAM || frame.type() == HEADERS, PATIENCE))
                .isPresent();
        for (RawHttp2 connection : greedy) {
            connection.close();
        }
        assertThat(server().client().getCiphertexts(twoMegabytes).getResponsesCount())
                .isEqualTo(250);
        await().untilAsserted(() -> assertThat(server().metric("coprocessor_answer_bytes_in_flight"))
                .isZero());
    }

    @Test
    void anAnswerLargerThanAnyMayBeIsRefusedBeforeItIsRead() {
        started = SocketServer.start(
                database,
                new FakeEvaluator(),
                config -> config.withAdmission(Admission.defaults().withAnswerBytes(2L * MEBIBYTE)));
        storeWide(server().tenant(), 0x0a, 8000);
        storeWide(server().tenant(), 0x0b, 8 * MEBIBYTE);
        assertRefused(
                "Stored ciphertext too long, handle: 0x0b, maximum: 65536 bytes, got: 8388608",
                () -> server().client().getCiphertexts(get("0b")));
        assertRefused(
                "Stored ciphertext too long, handle: 0x0b, maximum: 65536 bytes, got: 8388608",
                () -> server().client().getCiphertexts(get(times(100, "0b"))));
        assertRefused(
                "Requested ciphertexts take too many bytes together, maximum: 1048576, got: 40645000",
                () -> server().client().getCiphertexts(get(times(5000, "0a"))));
        assertThat(server().client().getCiphertexts(get(times(100, "0a"))).getResponsesCount())
                .isEqualTo(100);
    }
}
