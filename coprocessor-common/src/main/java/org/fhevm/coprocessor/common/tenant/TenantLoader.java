package org.fhevm.coprocessor.common.tenant;

import java.io.IOException;
import org.fhevm.tfhe.serialization.MalformedInputException;

/** Makes a tenant ready for work from its keys. */
@FunctionalInterface
public interface TenantLoader {
    /**
     * Reads the keys into the engine's form. A database transaction is open meanwhile: preparation that takes long and
     * needs no more of the stored keys runs in the background ({@link ProofPreparation}).
     *
     * @throws MalformedInputException if a key is malformed
     * @throws IOException if a key could not be read to its end
     */
    TenantContext read(TenantRecord tenant, StoredKeySet keys) throws MalformedInputException, IOException;
}
