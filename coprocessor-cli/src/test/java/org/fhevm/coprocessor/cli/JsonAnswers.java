package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs commands with {@code --output json}. */
public final class JsonAnswers {
    private JsonAnswers() {}

    /**
     * The answer of a command, which has the fields that docs/commands.md lists.
     *
     * @param command its words
     */
    public static JsonNode of(String command, Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of((Object[]) command.split(" ")));
        all.addAll(List.of("--output", "json"));
        all.addAll(Arrays.asList(arguments));
        CommandRun run = CommandRun.of(all.toArray());
        assertThat(run.out()).as(run.err()).isNotBlank();
        return checked(command, run.out());
    }

    /** The answer that a command has printed, with the same check. */
    public static JsonNode checked(String command, String printed) throws IOException {
        JsonNode answer = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .readTree(printed);
        JsonNode first = answer.isArray() ? answer.get(0) : answer;
        assertThat(first).as(printed).isNotNull();
        assertThat(first.propertyNames())
                .as("fields of %s", command)
                .containsExactlyElementsOf(OutputFormatTest.fields(command));
        return answer;
    }
}
