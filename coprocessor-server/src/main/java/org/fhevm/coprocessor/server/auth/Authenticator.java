package org.fhevm.coprocessor.server.auth;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;

/**
 * Finds what the caller with an API key may do. Keys are cached ({@link GrantCache}); whether one has expired is
 * decided at each call, by the clock of this machine.
 */
public final class Authenticator implements AutoCloseable {
    private final AccessSource source;
    private final InstantSource clock;
    private final GrantCache<KeyDigest> keys;
    private final KeyUses uses;

    /** @param useFailures receives failures to record the use of keys, which do not concern calls */
    public Authenticator(AccessSource source, Consumer<RuntimeException> useFailures, InstantSource clock) {
        this(source, useFailures, clock, AuthenticationSettings.DEFAULT);
    }

    Authenticator(
            AccessSource source,
            Consumer<RuntimeException> useFailures,
            InstantSource clock,
            AuthenticationSettings settings) {
        this.source = source;
        this.clock = clock;
        this.keys = new GrantCache<>("api-keys", this::grants, settings);
        this.uses = new KeyUses(source::recordUses, useFailures, clock);
    }

    private Map<KeyDigest, Grant> grants(Collection<KeyDigest> shown) {
        Map<ApiKeyDigest, Grant> stored =
                source.grants(shown.stream().map(KeyDigest::stored).toList());
        Map<KeyDigest, Grant> found = new HashMap<>();
        for (KeyDigest key : shown) {
            Grant grant = stored.get(key.stored());
            if (grant != null) {
                found.put(key, grant);
            }
        }
        return found;
    }

    /**
     * The grant of a key. A missing key, an expired one, and one that no tenant has are refused in the same way. A call
     * whose key is not cached waits for its look-up.
     *
     * @throws CoprocessorException with {@link CoprocessorError.UnknownApiKey} if no tenant has the key, with {@link
     *     CoprocessorError.ApiKeysUnavailable} if the look-up takes too long or too many calls wait
     * @throws org.jooq.exception.DataAccessException if the key is not cached and the database fails
     */
    public Grant authenticate(Optional<ApiKey> apiKey) {
        Grant grant = apiKey.flatMap(key -> keys.find(KeyDigest.of(key.uuid())))
                .filter(found -> found.holdsAt(clock.instant()))
                .orElseThrow(() -> new CoprocessorException(new CoprocessorError.UnknownApiKey()));
        uses.used(grant);
        return grant;
    }

    /** Cached keys, for tests. */
    int knownKeys() {
        return keys.size();
    }

    @Override
    public void close() {
        keys.close();
        uses.close();
    }
}
