package org.fhevm.coprocessor.cli.status;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;

/** The parameters of the page of a handle, as a client wrote them. */
record HandleQuery(String tenantText, String handleText) {
    private static final int MOST_PARAMETERS = 10;

    /**
     * Reads the part of an address after its question mark.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static HandleQuery parse(String query) {
        Map<String, String> values = new HashMap<>();
        for (String parameter : query.split("&", MOST_PARAMETERS)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                values.put(decoded(parameter.substring(0, equals)), decoded(parameter.substring(equals + 1)));
            }
        }
        return new HandleQuery(
                values.getOrDefault(PageFrame.TENANT, ""), values.getOrDefault(PageFrame.HANDLE_FIELD, ""));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8).strip();
    }

    /** @throws IllegalArgumentException if the text is no number of a tenant */
    TenantId tenant() {
        try {
            return new TenantId(Integer.parseInt(tenantText));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("A tenant is named by its number.", e);
        }
    }

    /** @throws IllegalArgumentException if the text is no handle */
    Handle handle() {
        try {
            return Handle.fromHex(handleText);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "A handle is written in hexadecimal, two digits a byte, 1 to " + Handle.MAXIMUM_BYTES + " bytes.",
                    e);
        }
    }
}
