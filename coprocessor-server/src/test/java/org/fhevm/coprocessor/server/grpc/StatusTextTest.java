package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTextTest {

    @Test
    void handlesAreListedAsLongAsTheyFitAndThenCounted() {
        assertThat(StatusText.listed(handles(2)))
                .isEqualTo("\"0x" + "0".repeat(64) + "\", \"0x" + "0".repeat(63) + "1\"");
        assertThat(StatusText.listed(handles(57))).endsWith("38\"");

        String many = StatusText.listed(handles(15_000));
        assertThat(many).startsWith(StatusText.listed(handles(57))).endsWith("38\", and 14943 more");
        assertThat(many.length()).isLessThan(StatusText.MAXIMUM_BYTES);
    }

    private static List<Handle> handles(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> Handle.fromHex(String.format("%064x", index)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "%", "\n", "é", "…", "\uD83D\uDD11"})
    void aTextIsCutToWhatFitsOnceItIsEncoded(String character) {
        int each = character.equals("a")
                ? 1
                : URLEncoder.encode(character, StandardCharsets.UTF_8).length();
        String fitting = character.repeat(StatusText.MAXIMUM_BYTES / each);
        assertThat(StatusText.bounded(fitting)).isEqualTo(fitting);

        String cut = StatusText.bounded(fitting + character);
        assertThat(cut).endsWith("… (cut)").startsWith(character);
        String kept = cut.substring(0, cut.length() - "… (cut)".length());
        assertThat(fitting).startsWith(kept);
        assertThat(each * kept.length() / character.length()).isBetween(3900, StatusText.MAXIMUM_BYTES - 100);
    }
}
