package org.fhevm.coprocessor.server.auth;

import java.util.Collection;
import java.util.Map;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.database.Database;

/** The API keys in the database. */
public final class StoredAccess implements AccessSource {
    private final ApiKeyRepository keys;

    public StoredAccess(Database database) {
        keys = new ApiKeyRepository(database.dsl());
    }

    @Override
    public Map<ApiKeyDigest, Grant> grants(Collection<ApiKeyDigest> digests) {
        return keys.grants(digests);
    }

    @Override
    public void recordUses(Collection<KeyUse> uses) {
        keys.recordUses(uses);
    }
}
