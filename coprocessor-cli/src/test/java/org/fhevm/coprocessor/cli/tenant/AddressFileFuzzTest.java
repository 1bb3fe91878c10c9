package org.fhevm.coprocessor.cli.tenant;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/** Files of addresses: read, or refused by the one failure that commands report. */
class AddressFileFuzzTest {
    @FuzzTest
    void address(byte[] data) {
        for (AddressFile file : AddressFile.values()) {
            try {
                file.parse(data, "FILE");
            } catch (CommandFailure e) {
                // refused
            }
        }
    }
}
