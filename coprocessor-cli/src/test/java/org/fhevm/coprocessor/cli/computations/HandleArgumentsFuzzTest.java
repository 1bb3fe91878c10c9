package org.fhevm.coprocessor.cli.computations;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.fhevm.coprocessor.cli.client.ApiKeyOption;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/** Handles and API keys on command lines: read, or refused by the one failure that commands report. */
class HandleArgumentsFuzzTest {
    @FuzzTest
    void handle(byte[] data) {
        try {
            HandleArguments.handle(new String(data, StandardCharsets.UTF_8));
        } catch (CommandFailure e) {
            // refused
        }
    }

    @FuzzTest
    void apiKey(byte[] data) {
        try {
            ApiKeyOption.parse(new String(data, StandardCharsets.UTF_8));
        } catch (CommandFailure e) {
            // refused
        }
    }
}
