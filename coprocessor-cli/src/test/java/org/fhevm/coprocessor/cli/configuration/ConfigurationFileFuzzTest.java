package org.fhevm.coprocessor.cli.configuration;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.Set;

/** Any bytes are settings, or are refused by the one exception that the command line reports. */
class ConfigurationFileFuzzTest {
    @FuzzTest
    void content(byte[] data) {
        try {
            ConfigurationFile.parse(Path.of("file"), data, Set.of("--server-addr", "--run-server"));
        } catch (ConfigurationException e) {
            // refused
        }
    }
}
