package org.fhevm.coprocessor.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fhevm.coprocessor.common.config.PageHosts.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageHostsTest {
    private static final PageHosts HOSTS = PageHosts.of(List.of("Status.Example.org", ".internal", " worker-1 "));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:9100",
                "10.1.2.3",
                "192.0.2.255:80",
                "[::1]:9100",
                "[2001:db8::1]",
                "[::ffff:10.0.0.1]",
                "localhost",
                "localhost:9100",
                "localhost:",
                "LocalHost.",
                "coprocessor.localhost:9100",
                "status.example.org",
                "STATUS.example.ORG:443",
                "status.example.org.",
                "internal",
                "a.b.internal:9100",
                "worker-1:9100"
            })
    void addressesLocalhostAndConfiguredNamesAreKnown(String host) {
        assertThat(judge(host)).isEqualTo(Verdict.KNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9100",
                "example.org",
                "a.status.example.org",
                "localhost.evil.example",
                "evillocalhost",
                "evilinternal",
                "internal.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io",
                "127.0.0.256",
                "127.0.0.01",
                "127.0.0",
                "2130706433",
                "0x7f.0.0.1",
                "worker-10"
            })
    void otherNamesAreUnknown(String host) {
        assertThat(judge(host)).isEqualTo(Verdict.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":9100",
                "localhost ",
                "local host",
                "localhost:80:80",
                "localhost:port",
                "localhost:-1",
                "localhost:123456",
                "localhost/",
                "localhost@evil.example",
                "evil.example@localhost",
                "localhost,evil.example",
                "localhost#.evil.example",
                "localhost%00",
                "localhost\0",
                "localhost\n",
                "http://localhost",
                "::1",
                "[::1",
                "::1]",
                "[]",
                "[:]",
                "[1]",
                "[localhost]",
                "[127.0.0.1]",
                "[::1%lo]",
                "[::1]evil.example",
                "[[::1]]",
                ".",
                "..",
                ".localhost",
                "localhost..",
                "evil..localhost",
                "löcalhost",
                "ｌocalhost"
            })
    void whatIsNoHostIsMalformed(String host) {
        assertThat(judge(host)).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void thereIsExactlyOneHeader() {
        assertThat(judge()).isEqualTo(Verdict.MALFORMED);
        assertThat(judge("localhost", "localhost")).isEqualTo(Verdict.MALFORMED);
        assertThat(judge("evil.example", "localhost")).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void longNamesAreMalformed() {
        String longest = "a".repeat(49) + ".";

        assertThat(judge(longest.repeat(4) + "a".repeat(46) + ".internal")).isEqualTo(Verdict.KNOWN);
        assertThat(judge(longest.repeat(4) + "a".repeat(47) + ".internal")).isEqualTo(Verdict.MALFORMED);
        assertThat(judge("a.".repeat(4000) + "internal")).isEqualTo(Verdict.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "*",
                "*.example.org",
                "http://example.org",
                "example.org:80",
                "a b",
                "..a",
                "a..b",
                "[::1]"
            })
    void whatIsNoNameCannotBeConfigured(String name) {
        assertThatThrownBy(() -> PageHosts.of(List.of(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a host of pages is a name without scheme and port");
    }

    @Test
    void theNameThatThePortListensOnIsKnownToo() {
        assertThat(MetricsConfig.parse("status.invalid:9100").pageHosts().judge(List.of("Status.invalid")))
                .isEqualTo(Verdict.KNOWN);
        assertThat(MetricsConfig.parse("[::1]:9100").pageHosts().judge(List.of("evil.example")))
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(MetricsConfig.parse("").pageHosts()).isEqualTo(PageHosts.LOCAL);
    }

    private static Verdict judge(String... headers) {
        return HOSTS.judge(List.of(headers));
    }
}
