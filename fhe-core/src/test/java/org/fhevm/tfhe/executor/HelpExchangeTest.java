package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HelpExchangeTest {
    private final HelpExchange<String> exchange = new HelpExchange<>();

    @Test
    void eachRequestNeedsAnIdleThreadOfItsOwn() {
        assertThat(exchange.isOpen(0)).isFalse();
        assertThat(exchange.isOpen(1)).isTrue();

        exchange.request("a");

        assertThat(exchange.isOpen(1)).isFalse();
        assertThat(exchange.isOpen(2)).isTrue();
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

        exchange.end("a", 1);

        assertThat(exchange.answer()).isEqualTo("b");
    }

    @Test
    void timesDecideWhetherRequestsAreWorthwhile() {
        for (int i = 0; i < HelpBenefit.TIMES; i++) {
            exchange.request("a");
            exchange.end("a", 20);
            exchange.endAlone(10);
        }
        assertThat(exchange.isWorthARequest()).isFalse();
    }
}
