package org.fhevm.coprocessor.cli.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramReplacementTest {
    @Test
    void theArgumentComesBeforeTheOthersWhichStayAsTheyAre() throws IOException {
        assertThat(texts(ProgramReplacement.withArgument(bytes("java\0@jvm.options\0\0--flag=ä\n \0"), "-Xmx512m")))
                .containsExactly("java\0", "-Xmx512m\0", "@jvm.options\0", "\0", "--flag=ä\n \0");
        assertThat(texts(ProgramReplacement.withArgument(bytes("java\0"), "-Xmx512m")))
                .containsExactly("java\0", "-Xmx512m\0");
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() throws IOException {
        byte[] commandLine = {'j', 0, (byte) 0xff, (byte) 0x80, 0};
        assertThat(ProgramReplacement.withArgument(commandLine, "-X").get(2))
                .containsExactly((byte) 0xff, (byte) 0x80, 0);
    }

    /** The kernel shows an empty one of a process that is about to end. */
    @ParameterizedTest
    @ValueSource(strings = {"", "java", "java\0--flag"})
    void aCommandLineThatIsNotWholeIsRefused(String commandLine) {
        assertThatThrownBy(() -> ProgramReplacement.withArgument(bytes(commandLine), "-Xmx512m"))
                .isInstanceOf(IOException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(List<byte[]> arguments) {
        return arguments.stream()
                .map(argument -> new String(argument, StandardCharsets.UTF_8))
                .toList();
    }
}
