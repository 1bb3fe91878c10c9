package org.fhevm.coprocessor.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import org.fhevm.coprocessor.cli.JsonAnswers;
import org.fhevm.coprocessor.cli.contract.ContractCall;
import org.fhevm.coprocessor.cli.contract.ContractCalls;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.tfhe.client.KeyGenerator;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One measurement of all operations, and the forms in which it is reported. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchTest {
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final List<OperationCase> CASES =
            CaseSelection.ofAll(List.of(FheType.BOOL, FheType.UINT4, FheType.UINT8), true);

    private static final List<ContractCall> CALLS = List.of(ContractCalls.TRANSFER, ContractCalls.VOTE);

    private final List<String> finished = new ArrayList<>();
    private List<String> announced = List.of();
    private BenchReport report;

    @BeforeAll
    void measure() throws Exception {
        try (Bench bench = new Bench(keys(), new Settings(2, SHORT, CASES, CALLS))) {
            announced = List.copyOf(bench.weights().keySet());
            report = bench.run(finished::add);
        }
    }

    private static BenchKeys keys() {
        ToyKeys toy = ToyKeys.shared();
        return new BenchKeys(
                toy.clientKey(), toy.publicKey(), toy.serverKey(), Duration.ofMillis(20), Duration.ofMillis(1));
    }

    @Test
    void everythingAnnouncedIsMeasuredInThatOrder() {
        assertThat(finished).containsExactlyElementsOf(announced).doesNotHaveDuplicates();
        assertThat(report.operations()).hasSameSizeAs(CASES);
        assertThat(report.contracts()).hasSameSizeAs(CALLS);
    }

    @Test
    void bootstrapsAreCountedAsTheEngineTakesThem() {
        assertThat(operation("add", "euint8").alone())
                .returns(4.0, Timing::bootstraps)
                .returns(4.0, Timing::rounds);
        assertThat(operation("and", "euint8").alone())
                .returns(4.0, Timing::bootstraps)
                .returns(1.0, Timing::rounds);
        assertThat(operation("not", "euint8").alone()).returns(0.0, Timing::bootstraps);
        assertThat(step("keyswitch and bootstrap, alone").alone()).returns(1.0, Timing::bootstraps);
        assertThat(step("keyswitch and bootstrap, alone on the pool").alone()).returns(1.0, Timing::bootstraps);
        assertThat(step("keyswitch and bootstrap, on all 2 threads").alone()).returns(1.0, Timing::bootstraps);
        assertThat(step("expand an input of 8 x euint64").alone()).returns(256.0, Timing::bootstraps);
        assertThat(step("compress euint64").alone()).returns(0.0, Timing::bootstraps);
        assertThat(step("confidential transfer: le, if_then_else, sub, add").alone())
                .returns(117.0, Timing::bootstraps)
                .returns(36.0, Timing::rounds);
        assertThat(report.contracts().getFirst())
                .returns(5, BenchReport.Contract::computations)
                .extracting(BenchReport.Contract::alone)
                .returns(117.0, Timing::bootstraps)
                .returns(36.0, Timing::rounds);
    }

    @Test
    void figuresArePositiveAndInOrder() {
        assertThat(report.operations()).allSatisfy(operation -> {
            Timing alone = operation.alone();
            assertThat(alone.runs()).isPositive();
            assertThat(alone.minimumMillis()).isPositive().isLessThanOrEqualTo(alone.medianMillis());
            Throughput saturated = operation.saturated();
            assertThat(saturated != null).isEqualTo(alone.bootstraps() > 0);
            if (saturated != null) {
                assertThat(saturated.perSecond()).isPositive();
            }
        });
        assertThat(report.contracts()).allSatisfy(contract -> {
            assertThat(contract.alone().minimumMillis()).isPositive();
            assertThat(contract.saturated().perSecond()).isPositive();
        });
        assertThat(report.steps()).filteredOn(step -> step.saturated() == null).hasSize(2);
    }

    @Test
    void operationsWithLittleToDoAtATimeAreRunInGreaterNumbers() {
        int ofAdd = saturated(operation("add", "euint8")).atOnce();
        int ofAnd = saturated(operation("and", "euint8")).atOnce();

        assertThat(ofAdd).isEqualTo(4 * FhePool.USUAL_BATCH);
        assertThat(ofAnd).isEqualTo(FhePool.USUAL_BATCH);
    }

    @Test
    void aWrongValueIsAFailure() throws Exception {
        KeyGenerator others =
                new KeyGenerator(ToyKeys.PARAMETERS, new SecureRandom(), KeyGenerator.ProgressListener.SILENT);
        BenchKeys mixed = new BenchKeys(
                others.clientKey(),
                ToyKeys.shared().publicKey(),
                ToyKeys.shared().serverKey(),
                SHORT,
                SHORT);
        try (Bench bench = new Bench(mixed, new Settings(1, SHORT, List.of(), List.of()))) {
            assertThatThrownBy(() -> bench.run(name -> {}))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("this machine must not compute");
        }
    }

    @Test
    void theTableHasALineForEachFigure() {
        StringWriter text = new StringWriter();
        new ReportTable(report, new PrintWriter(text)).print();

        List<String> lines = text.toString().lines().toList();
        assertThat(lines.getFirst()).contains("coprocessor", "processors for this JVM");
        assertThat(lines).anyMatch(line -> line.matches("add +euint8 +4 +4( +[0-9.,]+ (ms|µs|s)){3} +[0-9.,]+"));
        assertThat(lines).anyMatch(line -> line.matches("not +euint8 +0 +0( +[0-9.,]+ (ms|µs|s)){2} *"));
        assertThat(lines).anyMatch(line -> line.matches("compress euint64( +[0-9.,]+ (ms|µs|s)){3} +[0-9.,]+"));
        assertThat(lines).anyMatch(line -> line.matches("transfer +5 +117 +36( +[0-9.,]+ (ms|µs|s)){3} +[0-9.,]+"));
        assertThat(lines).noneMatch(line -> line.length() > 120);
    }

    @Test
    void theJsonHoldsTheSameFigures() {
        JsonNode json = JsonMapper.builder().build().readTree(ReportJson.of(report));

        assertThat(json.get("machine").get("processors").intValue()).isPositive();
        assertThat(json.get("threads").intValue()).isEqualTo(2);
        assertThat(json.get("keys").get("sizeBytes").longValue())
                .isEqualTo(ToyKeys.shared().serverKey().sizeInBytes());
        assertThat(json.get("steps").size()).isEqualTo(report.steps().size());
        assertThat(json.get("contracts").get(1).get("call").stringValue()).isEqualTo("vote");
        JsonNode first = json.get("operations").get(0);
        BenchReport.Operation operation = report.operations().getFirst();
        assertThat(first.get("operation").stringValue()).isEqualTo(operation.operation());
        assertThat(first.get("alone").get("medianMillis").doubleValue())
                .isEqualTo(operation.alone().medianMillis());
        assertThat(first.get("saturated").get("perSecond").doubleValue())
                .isEqualTo(saturated(operation).perSecond());
        assertThat(json.get("steps").get(0).get("saturated").isNull()).isTrue();
    }

    /** The command itself, with the fewest figures that it measures. */
    @Test
    void theCommandPrintsTheReportForPrograms() throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new BenchCommand(progress -> keys()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));

        int status = command.execute(
                "--operations=not", "--types=ebool", "--seconds=0.01", "--coprocessor-fhe-threads=1", "--output=json");

        assertThat(status).as(err.toString()).isZero();
        JsonNode answer = JsonAnswers.checked("bench", out.toString());
        assertThat(answer.get("threads").intValue()).isEqualTo(1);
        assertThat(answer.get("secondsPerMeasure").doubleValue()).isEqualTo(0.01);
        assertThat(answer.get("contracts").isEmpty()).isTrue();
        assertThat(answer.get("steps").size()).isEqualTo(report.steps().size());
        assertThat(answer.get("operations").size()).isEqualTo(1);
        JsonNode operation = answer.get("operations").get(0);
        assertThat(operation.get("operation").stringValue()).isEqualTo("not");
        assertThat(operation.get("type").stringValue()).isEqualTo("ebool");
        assertThat(operation.get("alone").get("medianMillis").doubleValue()).isPositive();
        assertThat(operation.get("saturated").isNull()).isTrue();
        assertThat(err.toString()).as("progress").contains("measuring");
    }

    @Test
    void theChartIsAPictureWithinItsBounds() throws Exception {
        Document svg = parse(ReportPlot.of(report));

        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        List<String> texts = texts(svg);
        assertThat(texts)
                .contains("add", "if_then_else", "mul scalar", "euint4", "euint8")
                .doesNotContain("not");
        double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
        double height = Double.parseDouble(svg.getDocumentElement().getAttribute("height"));
        NodeList bars = svg.getElementsByTagName("rect");
        assertThat(bars.getLength()).isGreaterThan(report.operations().size());
        for (int i = 0; i < bars.getLength(); i++) {
            Element bar = (Element) bars.item(i);
            assertThat(end(bar, "x", "width")).isLessThanOrEqualTo(width);
            assertThat(end(bar, "y", "height")).isLessThanOrEqualTo(height);
        }
    }

    @Test
    void aReportWithoutOperationsCanBeDrawnToo() throws Exception {
        BenchReport none = new BenchReport(
                report.version(),
                report.measuredAt(),
                new Machine("<odd> & \"sons\"", 1, "scalar", "java", 1, "os"),
                1,
                16,
                1,
                report.keys(),
                List.of(),
                List.of(new BenchReport.Operation("not", "euint8", 8, new Timing(1, 1, 1, 0, 0), null)),
                List.of());

        assertThat(texts(parse(ReportPlot.of(none)))).anyMatch(text -> text.contains("<odd> & \"sons\""));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<String> texts(Document svg) {
        NodeList nodes = svg.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static double end(Element bar, String start, String length) {
        double at = Double.parseDouble(bar.getAttribute(start));
        double extent = Double.parseDouble(bar.getAttribute(length));
        assertThat(at).isNotNegative();
        assertThat(extent).isNotNegative();
        return at + extent;
    }

    private static Throughput saturated(BenchReport.Operation operation) {
        return Objects.requireNonNull(operation.saturated());
    }

    private BenchReport.Operation operation(String name, String type) {
        return report.operations().stream()
                .filter(operation ->
                        operation.operation().equals(name) && operation.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private BenchReport.Step step(String name) {
        return report.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
