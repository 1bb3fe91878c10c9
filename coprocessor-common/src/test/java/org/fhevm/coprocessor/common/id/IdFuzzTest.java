package org.fhevm.coprocessor.common.id;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Addresses and handles as people write them: read, or refused with a message. A value that is read can be read again
 * from its own spelling.
 */
class IdFuzzTest {
    @FuzzTest
    void address(byte[] data) {
        EthereumAddress address;
        try {
            address = EthereumAddress.parse(new String(data, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        if (!EthereumAddress.parse(address.checksummed()).equals(address)) {
            throw new AssertionError("read as another address: " + address);
        }
    }

    /** Handles as operators write them. */
    @FuzzTest
    void handle(byte[] data) {
        Handle handle;
        try {
            handle = Handle.fromHex(new String(data, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        if (!Handle.fromHex(handle.hex()).equals(handle)) {
            throw new AssertionError("read as another handle: " + handle);
        }
    }
}
