package org.fhevm.tfhe.math.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the tests of the kernels in JVMs of other vector widths than this one prefers. */
class VectorWidthTest {
    @Test
    void vectorsOfTwoDoublesComputeTheDefinition() throws Exception {
        assertThat(output("-XX:MaxVectorSize=16"))
                .isEqualTo(FusedMultiplyAdd.isNative() ? "vectors of 2 doubles" : "scalar");
    }

    @Test
    @Tag("slow")
    void vectorsOfFourDoublesComputeTheDefinition() throws Exception {
        // A processor without vectors of 32 bytes has those of 16.
        assertThat(output("-XX:MaxVectorSize=32")).isIn("vectors of 4 doubles", "vectors of 2 doubles", "scalar");
    }

    private static String output(String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        option,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        VectorWidthProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}
