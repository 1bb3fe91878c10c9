package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed jOOQ classes are those of the migrated schema. jOOQ's own DDL parser does not understand this schema,
 * so the classes are generated from a real database. With {@code -Dcoprocessor.database.regenerate=true}, the test
 * first rewrites the committed classes.
 */
@EmbeddedDatabase
class GeneratedClassesTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final String PACKAGE = "org.fhevm.coprocessor.database.generated";

    @Test
    void matchTheMigratedSchema(Database database, @TempDir Path temporary) throws Exception {
        if (Boolean.getBoolean("coprocessor.database.regenerate")) {
            generate(database, SOURCES);
        }

        generate(database, temporary);

        assertThat(sources(SOURCES)).isEqualTo(sources(temporary)).isNotEmpty();
    }

    private static void generate(Database database, Path folder) throws Exception {
        GenerationTool tool = new GenerationTool();
        tool.setDataSource(database.dataSource());
        tool.run(new Configuration()
                .withLogging(Logging.WARN)
                .withGenerator(new Generator()
                        .withDatabase(new org.jooq.meta.jaxb.Database()
                                .withName("org.jooq.meta.postgres.PostgresDatabase")
                                .withInputSchema("public")
                                .withOutputSchemaToDefault(true)
                                .withIncludes(".*")
                                .withExcludes("flyway_schema_history")
                                .withIncludeRoutines(false)
                                .withIncludeSequences(false)
                                .withIncludeIndexes(false))
                        .withGenerate(new Generate()
                                .withRecords(false)
                                .withDeprecated(false)
                                .withGeneratedAnnotation(false)
                                .withComments(false)
                                .withGlobalCatalogReferences(false))
                        .withTarget(new Target()
                                .withPackageName(PACKAGE)
                                .withDirectory(folder.toString())
                                .withEncoding("UTF-8"))));
    }

    private static Map<String, String> sources(Path folder) throws IOException {
        Path root = folder.resolve(PACKAGE.replace('.', '/'));
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                sources.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return sources;
    }
}
