package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        JsonNode answer = JsonMapper.shared().readTree(run.out());
        JsonNode first = answer.isArray() ? answer.get(0) : answer;
        assertThat(first).as("%s: %s", run.err(), run.out()).isNotNull();
        assertThat(first.propertyNames())
                .as("fields of %s", command)
                .containsExactlyElementsOf(OutputFormatTest.fields(command));
        return answer;
    }
}
