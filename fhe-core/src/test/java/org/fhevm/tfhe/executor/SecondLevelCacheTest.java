package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecondLevelCacheTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"512K; 0; 524288", "2048K; 0,48; 1048576", "2M; 0-3; 524288", "1000; 0,4-5,7; 250"})
    void isSharedByItsProcessors(String size, String processors, long bytes) throws IOException {
        cache("index0", "1", "Data", "48K", "0");
        cache("index1", "1", "Instruction", "32K", "0");
        cache("index2", "2", "Unified", size, processors);
        cache("index3", "3", "Unified", "300M", "0-7");

        assertThat(SecondLevelCache.bytes(folder)).hasValue(bytes);
    }

    @Test
    void isNotAnInstructionCache() throws IOException {
        cache("index0", "2", "Instruction", "1M", "0");
        cache("index1", "2", "Data", "2M", "0");

        assertThat(SecondLevelCache.bytes(folder)).hasValue(2 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "2G", "-1K", "1K 2", "9999999999999K"})
    void anUnknownSizeIsNoSize(String size) throws IOException {
        cache("index2", "2", "Unified", size, "0");

        assertThat(SecondLevelCache.bytes(folder)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "0,", "a", "3-1", "0--1"})
    void unknownProcessorsAreNoProcessors(String processors) throws IOException {
        cache("index2", "2", "Unified", "2M", processors);

        assertThat(SecondLevelCache.bytes(folder)).isEmpty();
    }

    @Test
    void missingFilesAreNoCache() throws IOException {
        assertThat(SecondLevelCache.bytes(folder.resolve("absent"))).isEmpty();
        Files.createDirectory(folder.resolve("index0"));
        assertThat(SecondLevelCache.bytes(folder)).isEmpty();
        cache("index1", "2", "Unified", "2M", "0");
        Files.delete(folder.resolve("index1/size"));
        assertThat(SecondLevelCache.bytes(folder)).isEqualTo(OptionalLong.empty());
    }

    private void cache(String name, String level, String type, String size, String processors) throws IOException {
        Path cache = Files.createDirectories(folder.resolve(name));
        Files.writeString(cache.resolve("level"), level + "\n");
        Files.writeString(cache.resolve("type"), type + "\n");
        Files.writeString(cache.resolve("size"), size + "\n");
        Files.writeString(cache.resolve("shared_cpu_list"), processors + "\n");
    }
}
