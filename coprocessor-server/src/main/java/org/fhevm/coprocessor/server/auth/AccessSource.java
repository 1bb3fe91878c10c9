package org.fhevm.coprocessor.server.auth;

import java.util.Collection;
import java.util.Map;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;

/** Looks up API keys, and records their use. */
public interface AccessSource {
    /** The grants of those keys that have one; expired ones may be among them. */
    Map<ApiKeyDigest, Grant> grants(Collection<ApiKeyDigest> keys);

    /** Records when these keys were used last. */
    void recordUses(Collection<KeyUse> uses);
}
