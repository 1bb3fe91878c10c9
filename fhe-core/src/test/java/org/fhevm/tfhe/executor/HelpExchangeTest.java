package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HelpExchangeTest {
    private long now = Long.MAX_VALUE - 5; // nanoTime may overflow
    private final HelpExchange<String> exchange = new HelpExchange<>(now);

    @Test
    void eachRequestNeedsAnIdleThreadOfItsOwn() {
        assertThat(exchange.isOpen(0, now)).isFalse();
        assertThat(exchange.isOpen(1, now)).isTrue();

        exchange.request("a");

        assertThat(exchange.isOpen(1, now)).isFalse();
        assertThat(exchange.isOpen(2, now)).isTrue();
    }

    @Test
    void helpersAnswerTheOldestRequest() {
        exchange.request("a");
        exchange.request("b");

        assertThat(exchange.answer()).isEqualTo("a");
        assertThat(exchange.answer()).isEqualTo("b");
        assertThat(exchange.answer()).isNull();
    }

    @Test
    void aRequestThatHasEndedIsNotAnswered() {
        exchange.request("a");
        exchange.request("b");

        exchange.end("a", true, now);

        assertThat(exchange.answer()).isEqualTo("b");
    }

    @Test
    void eachFailureDoublesThePauseUpToASecond() {
        long pause = HelpExchange.SHORTEST_PAUSE_NANOS;
        for (int failure = 0; failure < 10; failure++) {
            exchange.end("a", false, now);
            assertThat(exchange.isOpen(1, now + pause - 1)).isFalse();
            now += pause;
            assertThat(exchange.isOpen(1, now)).isTrue();
            pause = Math.min(2 * pause, HelpExchange.LONGEST_PAUSE_NANOS);
        }
        assertThat(pause).isEqualTo(1_000_000_000);
    }

    @Test
    void aSuccessMakesTheNextPauseShortAgain() {
        exchange.end("a", false, now);
        exchange.end("b", false, now);
        exchange.end("c", true, now + 20_000_000);

        exchange.end("d", false, now + 20_000_000);

        assertThat(exchange.isOpen(1, now + 20_000_000 + HelpExchange.SHORTEST_PAUSE_NANOS))
                .isTrue();
    }
}
