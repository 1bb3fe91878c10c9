package org.fhevm.coprocessor.server.auth;

import java.util.Collection;
import java.util.Map;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository;
import org.fhevm.coprocessor.common.repository.CertificateGrantRepository;
import org.fhevm.coprocessor.database.Database;

/** The API keys and the granted names of certificates in the database. */
public final class StoredAccess implements AccessSource {
    private final ApiKeyRepository keys;
    private final CertificateGrantRepository certificates;

    public StoredAccess(Database database) {
        keys = new ApiKeyRepository(database.dsl());
        certificates = new CertificateGrantRepository(database.dsl());
    }

    @Override
    public Map<ApiKeyDigest, Grant> keyGrants(Collection<ApiKeyDigest> digests) {
        return keys.grants(digests);
    }

    @Override
    public Map<String, Grant> certificateGrants(Collection<String> names) {
        return certificates.grants(names);
    }

    @Override
    public void recordUses(Collection<KeyUse> uses) {
        keys.recordUses(uses);
    }
}
