package org.fhevm.coprocessor.common.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.fhevm.coprocessor.common.config.PageHosts.Verdict;

/** Headers {@code Host}: judged without an exception, and a name that is known is one of those configured. */
class PageHostsFuzzTest {
    private static final PageHosts HOSTS = PageHosts.of(List.of("status.example.org", ".internal"));

    @FuzzTest
    void host(byte[] data) {
        String host = new String(data, StandardCharsets.ISO_8859_1);
        boolean isAddress = host.matches("(?:\\[[0-9A-Fa-f:.]+]|[0-9.]+)(?::\\d*)?");
        if (!isAddress && HOSTS.judge(List.of(host)) == Verdict.KNOWN) {
            String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
            if (!name.matches("(?:status\\.example\\.org|(?:.+\\.)?(?:internal|localhost))\\.?")) {
                throw new AssertionError(host);
            }
        }
    }
}
