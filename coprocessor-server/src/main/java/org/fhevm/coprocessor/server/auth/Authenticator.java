package org.fhevm.coprocessor.server.auth;

import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;

/**
 * Finds what a caller may do, by its API key, its certificate, or both. Both are cached ({@link GrantCache}); whether a
 * key has expired is decided at each call, by the clock of this machine.
 */
public final class Authenticator implements AutoCloseable {
    private final AccessSource source;
    private final InstantSource clock;
    private final GrantCache<KeyDigest> keys;
    /** Names without a grant are remembered, too: only holders of verified certificates have names looked up. */
    private final GrantCache<String> certificates;

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
        this.keys = new GrantCache<>("api-keys", this::keyGrants, GrantCache.Absence.FORGOTTEN, settings);
        this.certificates = new GrantCache<>(
                "certificate-names", source::certificateGrants, GrantCache.Absence.REMEMBERED, settings);
        this.uses = new KeyUses(source::recordUses, useFailures, clock);
    }

    private Map<KeyDigest, Grant> keyGrants(Collection<KeyDigest> shown) {
        Map<ApiKeyDigest, Grant> stored =
                source.keyGrants(shown.stream().map(KeyDigest::stored).toList());
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
     * The grant of a caller. A key that is shown must be valid, whatever the certificate. If the certificate has a
     * granted name, too, both must be of one tenant, and the caller has the rights that both give. A caller that shows
     * nothing, an expired or unknown key, or a key and a certificate of two tenants is refused in the same way. A call
     * whose key is not cached waits for its look-up.
     *
     * @param authorization the entry of that name; empty if there is none
     * @param certificateNames of the client's verified certificate; none if it has no certificate
     * @throws CoprocessorException with {@link CoprocessorError.UnknownApiKey} if the caller is not known, with {@link
     *     CoprocessorError.ApiKeysUnavailable} if the look-up takes too long or too many calls wait
     * @throws org.jooq.exception.DataAccessException if the key is not cached and the database fails
     */
    public Grant authenticate(Optional<String> authorization, Set<String> certificateNames) {
        Optional<Grant> certificate = certificateGrant(certificateNames);
        if (authorization.isEmpty()) {
            return certificate.orElseThrow(Authenticator::unknown);
        }
        Grant key = authorization
                .flatMap(ApiKey::fromAuthorization)
                .flatMap(shown -> keys.find(KeyDigest.of(shown.uuid())))
                .filter(found -> found.holdsAt(clock.instant()))
                .orElseThrow(Authenticator::unknown);
        Grant both = certificate.map(named -> agreed(key, named)).orElse(key);
        uses.used(key);
        return both;
    }

    /** The rights of all granted names of a certificate. */
    private Optional<Grant> certificateGrant(Set<String> names) {
        Optional<Grant> found = Optional.empty();
        for (String name : names) {
            Optional<Grant> grant = certificates.find(name);
            found = found.isEmpty()
                    ? grant
                    : found.map(first -> grant.map(next -> joined(first, next)).orElse(first));
        }
        return found;
    }

    private static Grant joined(Grant first, Grant next) {
        requireOneTenant(first, next);
        return first.withRights(first.rights().and(next.rights()));
    }

    private static Grant agreed(Grant key, Grant certificate) {
        requireOneTenant(key, certificate);
        return key.withRights(key.rights().within(certificate.rights()));
    }

    private static void requireOneTenant(Grant one, Grant other) {
        if (!one.tenant().equals(other.tenant())) {
            throw unknown();
        }
    }

    private static CoprocessorException unknown() {
        return new CoprocessorException(new CoprocessorError.UnknownApiKey());
    }

    /** Cached keys, for tests. */
    int knownKeys() {
        return keys.size();
    }

    @Override
    public void close() {
        keys.close();
        certificates.close();
        uses.close();
    }
}
