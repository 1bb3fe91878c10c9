package org.fhevm.coprocessor.cli.bench;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A report for programs: the components of {@link BenchReport} under their names. */
final class ReportJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ReportJson() {}

    static String of(BenchReport report) {
        return MAPPER.writeValueAsString(report) + "\n";
    }
}
