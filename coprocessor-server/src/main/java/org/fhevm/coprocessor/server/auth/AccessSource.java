package org.fhevm.coprocessor.server.auth;

import java.util.Collection;
import java.util.Map;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;

/** Looks up API keys and names of certificates, and records the use of keys. */
public interface AccessSource {
    /** The grants of those keys that have one; expired ones may be among them. */
    Map<ApiKeyDigest, Grant> keyGrants(Collection<ApiKeyDigest> keys);

    /** The grants of those names of certificates that have one. */
    Map<String, Grant> certificateGrants(Collection<String> names);

    /** Records when these keys were used last. */
    void recordUses(Collection<KeyUse> uses);
}
