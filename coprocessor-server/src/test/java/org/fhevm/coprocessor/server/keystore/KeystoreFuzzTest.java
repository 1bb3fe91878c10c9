package org.fhevm.coprocessor.server.keystore;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Arbitrary files as keystores: read within the bounds, and written as they were read, or refused. */
class KeystoreFuzzTest {
    @FuzzTest
    void read(byte[] data) throws KeystoreException {
        Keystore keystore;
        try {
            keystore = KeystoreJson.read(data);
        } catch (KeystoreException e) {
            return;
        }
        if (keystore.derivation() instanceof KeyDerivation.Scrypted scrypt
                && (long) scrypt.cost() * scrypt.blockSize() * Scrypt.BLOCK_BYTES
                        > KeyDerivation.Scrypted.MAXIMUM_MEMORY_BYTES) {
            throw new AssertionError("more memory than allowed: " + Arrays.toString(data));
        }
        String written = KeystoreJson.write(keystore);
        if (!KeystoreJson.read(written.getBytes(StandardCharsets.UTF_8)).equals(keystore)) {
            throw new AssertionError("written in another way: " + written);
        }
    }
}
