package org.fhevm.coprocessor.common.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitsTest {
    @Test
    void entriesAreReadAsTheyAreWritten() {
        List<String> entries = List.of("schedule.calls=1", "upload.blocks=500", "trivial-encrypt.bytes=unlimited");
        RateLimits limits = RateLimits.parse(entries);
        assertThat(limits.entries()).isEqualTo(entries);
        assertThat(limits).hasToString("schedule.calls=1, upload.blocks=500, trivial-encrypt.bytes=unlimited");
        assertThat(limits.of(new Rate(Right.UPLOAD, RateUnit.BLOCKS))).hasValue(500);
        assertThat(limits.of(new Rate(Right.TRIVIAL_ENCRYPT, RateUnit.BYTES))).hasValue(RateLimits.UNLIMITED);
        assertThat(limits.of(new Rate(Right.READ, RateUnit.CALLS))).isEmpty();
        assertThat(RateLimits.NONE).hasToString("none");
    }

    @Test
    void eachRateHasAName() {
        assertThat(Rate.all())
                .hasSize(11)
                .allSatisfy(rate -> assertThat(Rate.of(rate.toString())).contains(rate));
        assertThatThrownBy(() -> new Rate(Right.READ, RateUnit.BLOCKS)).hasMessageContaining("no blocks to count");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "upload.blocks",
                "upload.blocks=",
                "upload.blocks=0",
                "upload.blocks=-1",
                "upload.blocks=1.5",
                "upload.blocks=1000000000000000000",
                "upload.computations=1",
                "read.blocks=1",
                "upload.gas=1",
                "all.calls=1",
                "upload.blocks=Unlimited"
            })
    void otherEntriesAreRefusedByFlagsAndIgnoredInRows(String entry) {
        assertThatThrownBy(() -> RateLimits.parse(List.of(entry))).hasMessageContaining("got " + entry);
        assertThat(RateLimits.ofRows(List.of(entry, "upload.calls=3")))
                .isEqualTo(RateLimits.parse(List.of("upload.calls=3")));
    }
}
