package org.fhevm.coprocessor.common.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LoggingTest {
    private final PrintStream standardOutput = System.out;

    @AfterEach
    void restoreTheSetUpOfTests() throws Exception {
        System.setOut(standardOutput);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LoggingTest.class.getResource("/logback-test.xml"));
    }

    @Test
    void writesOneJsonObjectPerLineWithTheFieldsOfTheReference() {
        String output = capture(Logging.Format.JSON);

        assertThat(output.lines()).hasSize(1);
        assertThat(output)
                .startsWith("{")
                .contains("\"timestamp\":\"")
                .contains("\"level\":\"INFO\"")
                .contains("\"target\":\"org.fhevm.test\"")
                .contains("\"message\":\"claimed 3\"")
                .contains("\"tenant\":\"7\"")
                .doesNotContain("@version");
    }

    @Test
    void writesTextForPeople() {
        assertThat(capture(Logging.Format.TEXT)).containsPattern("INFO  test: claimed 3 tenant=7");
    }

    @Test
    void textOfOthersEndsNoLineAndCommandsNoTerminal() {
        String forged =
                "\r\n12:00:00.000 ERROR worker: all is lost \u001b[2J\u009b\u007f\u202e\u2028\u2066\u200b\ud800\t";
        String output = capture(Logging.Format.TEXT, logger -> {
            MDC.put("caller", forged);
            logger.warn("refused {}", forged, new IllegalStateException(forged, new IllegalArgumentException(forged)));
        });

        assertThat(output.lines().filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t...")))
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("WARN  test: refused " + ESCAPED)
                                .contains("caller=" + ESCAPED),
                        line -> assertThat(line).isEqualTo("java.lang.IllegalStateException: " + ESCAPED),
                        line -> assertThat(line)
                                .isEqualTo("Caused by: java.lang.IllegalArgumentException: " + ESCAPED));
        assertThat(output.codePoints().filter(LoggingTest::isInvisible).filter(c -> c != '\n' && c != '\t'))
                .isEmpty();
    }

    private static final String ESCAPED = "\\r\\n12:00:00.000 ERROR worker: all is lost"
            + " \\u001b[2J\\u009b\\u007f\\u202e\\u2028\\u2066\\u200b\\ud800\\t";

    private static boolean isInvisible(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.FORMAT;
    }

    @Test
    void ordinaryTextStaysTheSame() {
        String text = "Grüße, 你好 🔑 \\n";
        assertThat(PrintableText.of(text)).isSameAs(text);
    }

    @Test
    void theExporterOfTracesWritesNoStackTraces() {
        String output = capture(
                Logging.Format.TEXT,
                logger -> LoggerFactory.getLogger("io.opentelemetry.exporter.internal.http.HttpExporter")
                        .error("Failed to export spans.", new IllegalStateException()));

        assertThat(output).isEmpty();
    }

    private static String capture(Logging.Format format, Consumer<Logger> logging) {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        Logging.setUp(format, Level.INFO);
        logging.accept(LoggerFactory.getLogger("org.fhevm.test"));
        MDC.clear();
        return captured.toString(StandardCharsets.UTF_8);
    }

    private static String capture(Logging.Format format) {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
        Logging.setUp(format, Level.INFO);
        Logger logger = LoggerFactory.getLogger("org.fhevm.test");
        MDC.put("tenant", "7");
        logger.info("claimed {}", 3);
        MDC.clear();
        logger.debug("not shown");
        LoggerFactory.getLogger("com.example.library").info("not shown either");
        return captured.toString(StandardCharsets.UTF_8);
    }
}
