package org.fhevm.coprocessor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.junit.jupiter.api.Test;

class ServerConfigTest {

    private final ServerConfig defaults = ServerConfig.at(new InetSocketAddress("127.0.0.1", 50051));

    @Test
    void behavesLikeTheOriginalUnlessToldOtherwise() {
        assertThat(defaults.limits()).isEqualTo(new LimitsConfig(5000, 5000, 10, 255, 4 * 1024 * 1024));
        assertThat(defaults.statusCodes()).isEqualTo(StatusCodes.ALWAYS_UNKNOWN);
        assertThat(defaults.reflection()).isFalse();
    }

    @Test
    void eachSettingCanBeChangedAlone() {
        assertThat(defaults.withReflection(true).reflection()).isTrue();
        assertThat(defaults.withStatusCodes(StatusCodes.BY_KIND).statusCodes()).isEqualTo(StatusCodes.BY_KIND);
        assertThat(defaults.withDrainTime(Duration.ZERO).drainTime()).isZero();
        Capacity capacity = Capacity.DEFAULT
                .withMaximumCalls(1)
                .withRequestTime(Duration.ofSeconds(2))
                .withMaximumFheTasks(3)
                .withMaximumBlocksPerList(4)
                .withMaximumBlocksPerUpload(5)
                .withMaximumBlocksPerEncryption(6);
        assertThat(defaults.withCapacity(capacity).capacity())
                .isEqualTo(new Capacity(1, Duration.ofSeconds(2), 3, 4, 5, 6));
        LimitsConfig limits = new LimitsConfig(700, 1, 1, 1, 1 << 20);
        assertThat(defaults.withLimits(limits))
                .isEqualTo(new ServerConfig(
                        defaults.address(),
                        limits,
                        defaults.capacity(),
                        defaults.admission(),
                        defaults.connections(),
                        defaults.statusCodes(),
                        defaults.reflection(),
                        defaults.unknownInputs(),
                        defaults.drainTime(),
                        defaults.fairness(),
                        defaults.inputProofs(),
                        null));
        assertThat(defaults.inputProofs())
                .isEqualTo(new InputProofs(
                        InputProofs.Policy.STRICT, Runtime.getRuntime().availableProcessors()));
        InputProofs off = new InputProofs(InputProofs.Policy.OFF, 3);
        assertThat(defaults.withInputProofs(off).inputProofs()).isEqualTo(off);
        assertThat(defaults.withInputProofs(off).summary()).endsWith("input proofs off");
        assertThat(defaults.withInputProofs(new InputProofs(InputProofs.Policy.ANY_METADATA, 3))
                        .summary())
                .endsWith("input proofs any-metadata on 3 threads");
        assertThatThrownBy(() -> new InputProofs(InputProofs.Policy.STRICT, 0))
                .hasMessage("the number of threads for input proofs must be at least 1, got 0");
        assertThat(defaults.unknownInputs()).isEqualTo(new UnknownInputs.Refuse());
        UnknownInputs wait = new UnknownInputs.Wait(7, Duration.ofMinutes(2));
        assertThat(defaults.withUnknownInputs(wait).unknownInputs()).isEqualTo(wait);
        assertThat(defaults.withUnknownInputs(wait).summary())
                .contains("unknown inputs awaited for 120 s by at most 7 computations of a tenant");
        Fairness fairness = Fairness.DEFAULT
                .withTrivialEncryption(false)
                .withFheWork(FheWork.DEFAULT.withMaximumRequestsPerTenant(1).withMaximumBlocksPerTenant(2))
                .withWaiting(Waiting.DEFAULT
                        .withUpload(Duration.ZERO)
                        .withPending(Duration.ofSeconds(30))
                        .withMaximumReads(3)
                        .withMaximumReadsPerTenant(4))
                .withRates(RateLimits.parse(List.of("read.calls=5")));
        assertThat(defaults.withFairness(fairness).fairness())
                .isEqualTo(new Fairness(
                        new FheWork(1, 2, FheWork.DEFAULT.maximumBlocksInMemory()),
                        new Waiting(
                                Duration.ZERO, Duration.ofSeconds(30), 3, 4, Waiting.DEFAULT.maximumHandlesPerTenant()),
                        false,
                        RateLimits.parse(List.of("read.calls=5"))));
        assertThat(defaults.withFairness(fairness).summary()).contains("rates=read.calls=5");
    }

    @Test
    void blocksInMemoryFollowTheHeapWithinBounds() {
        assertThat(FheWork.blocksIn(0)).isEqualTo(2048);
        assertThat(FheWork.blocksIn(64L << 20)).isEqualTo(4096);
        assertThat(FheWork.blocksIn(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void whatCannotWorkIsRefusedByName() {
        assertThatThrownBy(() -> defaults.withDrainTime(Duration.ofSeconds(-1))).hasMessageContaining("drain time");
        assertThatThrownBy(() -> new UnknownInputs.Wait(0, Duration.ofSeconds(1)))
                .hasMessageContaining("wait for unknown inputs must be at least 1, got 0");
        assertThatThrownBy(() -> new UnknownInputs.Wait(1, Duration.ZERO)).hasMessageContaining("must be positive");
        assertThatThrownBy(() -> Admission.defaults().withRequestBytes(0)).hasMessageContaining("requests in flight");
        assertThatThrownBy(() -> Admission.defaults().withAnswerBytes(0)).hasMessageContaining("answers in flight");
        assertThatThrownBy(() -> Admission.defaults().withAnswerWait(Duration.ofSeconds(-1)))
                .hasMessageContaining("wait for an answer");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withMaximum(0))
                .hasMessage("the maximum of connections must be at least 1, got 0");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withMaximumPerAddress(0))
                .hasMessageContaining("connections per address");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withCallsPerConnection(0))
                .hasMessageContaining("calls per connection");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withHandshakeTime(Duration.ZERO))
                .hasMessageContaining("first frame");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withIdleTime(Duration.ZERO))
                .hasMessageContaining("be idle");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withAge(Duration.ZERO))
                .hasMessageContaining("age");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withWriteTime(Duration.ZERO))
                .hasMessageContaining("to be read");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withHeaderBytes(1023))
                .hasMessageContaining("header bytes");
        assertThatThrownBy(() -> ConnectionSettings.DEFAULT.withResetsPerMinute(0))
                .hasMessageContaining("resets per minute");
        assertThatThrownBy(() -> Capacity.DEFAULT.withMaximumCalls(0))
                .hasMessage("the maximum of calls at once must be at least 1, got 0");
        assertThatThrownBy(() -> Capacity.DEFAULT.withRequestTime(Duration.ZERO))
                .hasMessageContaining("time for a request to arrive");
        assertThatThrownBy(() -> Capacity.DEFAULT.withMaximumFheTasks(0)).hasMessageContaining("FHE tasks");
        assertThatThrownBy(() -> Capacity.DEFAULT.withMaximumBlocksPerList(0)).hasMessageContaining("input list");
        assertThatThrownBy(() -> Capacity.DEFAULT.withMaximumBlocksPerUpload(-4))
                .hasMessageContaining("got -4");
        assertThatThrownBy(() -> Capacity.DEFAULT.withMaximumBlocksPerEncryption(0))
                .hasMessageContaining("blocks to encrypt");
        assertThatThrownBy(() -> FheWork.DEFAULT.withMaximumRequestsPerTenant(0))
                .hasMessage("the maximum of FHE requests per tenant must be at least 1, got 0");
        assertThatThrownBy(() -> FheWork.DEFAULT.withMaximumBlocksPerTenant(0))
                .hasMessageContaining("FHE blocks per tenant");
        assertThatThrownBy(() -> Waiting.DEFAULT.withUpload(Duration.ofSeconds(-1)))
                .hasMessage("the longest wait of an upload must be between 0 and 24 h, got PT-1S");
        assertThatThrownBy(() -> Waiting.DEFAULT.withPending(Duration.ofDays(2)))
                .hasMessageContaining("wait for pending ciphertexts");
        assertThatThrownBy(() -> Waiting.DEFAULT.withMaximumReads(0)).hasMessageContaining("waiting reads");
    }
}
