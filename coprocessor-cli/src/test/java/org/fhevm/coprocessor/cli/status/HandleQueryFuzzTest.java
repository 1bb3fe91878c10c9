package org.fhevm.coprocessor.cli.status;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Parameters of the page of a handle: read, or refused by the one exception that the pages expect. */
class HandleQueryFuzzTest {
    @FuzzTest
    void query(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            HandleQuery query = HandleQuery.parse(text);
            Page.of(HandleHtml.problem("x", new PageFrame.FormValues(query.tenantText(), query.handleText())));
            query.tenant();
            query.handle();
        } catch (IllegalArgumentException e) {
            // refused
        }
    }
}
