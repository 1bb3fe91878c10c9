package org.fhevm.coprocessor.common.tenant;

import java.io.InputStream;

/** The keys of one tenant, as one state of its row has them. */
public interface TenantKeys {

    /** Length in bytes; 0 for a key the tenant does not have. */
    long size(TenantKey key);

    /** The key from its beginning, read from the database piece by piece. */
    InputStream open(TenantKey key);
}
