package org.fhevm.coprocessor.common.tenant;

import java.io.IOException;
import java.util.OptionalLong;
import org.fhevm.tfhe.serialization.MalformedInputException;

/** Makes a tenant ready for work from its keys. */
@FunctionalInterface
public interface TenantLoader {

    /**
     * Reads the keys; heavy preparation may be left to {@link Prepared#prepare}, which runs when the database
     * transaction is over.
     *
     * @throws MalformedInputException if a key is not what it should be
     * @throws IOException if a key could not be read to its end
     */
    Prepared read(TenantRecord tenant, StoredKeySet keys) throws MalformedInputException, IOException;

    /** Keys that have been read, before the work of bringing them into the engine's form. */
    @FunctionalInterface
    interface Prepared {
        TenantContext prepare();

        /** What the keys take in memory once they are prepared, if that can be told. */
        default OptionalLong bytesInMemory() {
            return OptionalLong.empty();
        }
    }
}
