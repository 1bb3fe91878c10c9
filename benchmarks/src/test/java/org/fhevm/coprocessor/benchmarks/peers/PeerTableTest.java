package org.fhevm.coprocessor.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PeerTableTest {
    private static final long MILLISECOND = 1_000_000;

    private final Measurements measurements = new Measurements();

    PeerTableTest() {
        measurements.add("ours", Subject.ADD, List.of(30 * MILLISECOND, 10 * MILLISECOND));
        measurements.add("theirs", Subject.ADD, List.of(120 * MILLISECOND));
        measurements.add("ours", Subject.ADD, List.of(20 * MILLISECOND));
        measurements.add("ours", Subject.BOOTSTRAPS, List.of(4 * MILLISECOND));
        measurements.add("theirs", Subject.BOOTSTRAPS, List.of(10 * MILLISECOND, 16 * MILLISECOND, 20 * MILLISECOND));
        measurements.add("ours", Subject.LE, List.of(MILLISECOND));
    }

    @Test
    void figuresAreFollowedByRatiosToTheFirstParticipant() {
        assertThat(new PeerTable(measurements).markdown(List.of("a machine"))).isEqualTo("""
                * a machine

                Best and median; operations, storage and transfers are those of 64 bits:

                |  | ours | theirs |
                |---|---|---|
                | bootstraps per second | 250, 250 | 100, 62.5 |
                | add | 10.0 ms, 20.0 ms | 120 ms, 120 ms |
                | le | 1.00 ms, 1.00 ms | – |

                How many times as fast as each other participant ours is, at best and by the median:

                |  | theirs |
                |---|---|
                | bootstraps per second | 2.50, 4.00 |
                | add | 12.0, 6.00 |
                | le | – |
                """);
    }

    @Test
    void oneParticipantAloneHasNoRatios() {
        Measurements alone = new Measurements();
        alone.add("ours", Subject.LE, List.of(MILLISECOND));
        assertThat(new PeerTable(alone).markdown(List.of())).doesNotContain("How many times");
    }

    @Test
    void writtenTimesAreReadAgain(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("times");
        measurements.write(file);
        Measurements read = Measurements.read(file);
        assertThat(read.participants()).containsExactly("ours", "theirs");
        assertThat(new PeerTable(read).markdown(List.of())).isEqualTo(new PeerTable(measurements).markdown(List.of()));
    }

    @Test
    void otherFilesAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("times");
        for (String line : List.of("ours", "ours\trest\t1", "ours\tadd\tx", "ours\tadd\t")) {
            Files.writeString(file, line);
            assertThatThrownBy(() -> Measurements.read(file)).hasMessageContaining("holds no measurements: " + line);
        }
    }

    @Test
    void thePlotHasABarForEachTime() throws Exception {
        Document plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(PeerPlot.of(measurements))));
        int background = 1;
        int legend = 2;
        assertThat(plot.getElementsByTagName("rect").getLength()).isEqualTo(background + legend + 5);
    }
}
