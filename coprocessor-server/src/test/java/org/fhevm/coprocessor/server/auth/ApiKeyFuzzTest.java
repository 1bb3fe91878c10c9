package org.fhevm.coprocessor.server.auth;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Arbitrary authorization entries: each yields a key or none, and the key's own spelling yields the same key. */
class ApiKeyFuzzTest {
    @FuzzTest
    void authorization(byte[] data) {
        Optional<ApiKey> key = ApiKey.fromAuthorization(new String(data, StandardCharsets.UTF_8));
        if (key.isEmpty()) {
            return;
        }
        String canonical = "bearer " + key.get().uuid();
        if (!ApiKey.fromAuthorization(canonical)
                .orElseThrow()
                .uuid()
                .equals(key.get().uuid())) {
            throw new AssertionError("read as another key");
        }
    }
}
