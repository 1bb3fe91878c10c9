package org.fhevm.coprocessor.common.tenant;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * The serialized keys of one tenant.
 *
 * @param sources the parts; a missing part is absent or empty
 */
public record StoredKeySet(Map<KeyPart, KeySource> sources) {
    public StoredKeySet {
        sources = Map.copyOf(sources);
    }

    /** A tenant without keys. */
    public static StoredKeySet empty() {
        return new StoredKeySet(Map.of());
    }

    public KeySource source(KeyPart part) {
        return sources.getOrDefault(part, KeySource.empty());
    }

    /** The length of a part in bytes; 0 for a missing part. */
    public long size(KeyPart part) throws IOException {
        return source(part).size();
    }

    /** Reads a part from its beginning. */
    public InputStream open(KeyPart part) throws IOException {
        return source(part).open();
    }
}
