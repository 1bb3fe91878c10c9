package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sources and documents avoid the words of {@code language/words.txt}, and their comments fit 120 columns.
 *
 * <p>Each area has an allowance in {@code language/allowances.txt}: the largest number of either. It is 0 for the areas
 * that follow the rules. The others only go down: a change that rewrites sentences lowers the allowance.
 */
class LanguageTest {
    private static final int SHOWN = 30;

    /**
     * A part of the project.
     *
     * @param path folder or file, relative to the root; a file belongs to the area with the longest path
     * @param words largest number of avoided words
     * @param wideComments largest number of comment lines beyond 120 columns
     */
    record Area(String path, int words, int wideComments) {
        private boolean contains(String file) {
            return file.equals(path) || file.startsWith(path + "/");
        }

        @Override
        public String toString() {
            return path;
        }
    }

    static List<Area> areas() throws IOException {
        return entries("allowances.txt")
                .map(line -> line.split("\\s+"))
                .map(parts -> new Area(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2])))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("areas")
    void anAreaStaysWithinItsAllowance(Area area) throws IOException {
        AvoidedWords avoided = new AvoidedWords(words());
        List<String> words = new ArrayList<>();
        List<String> wide = new ArrayList<>();
        List<Area> areas = areas();
        for (String file : ProjectFiles.sourcesAndPages()) {
            if (areaOf(file, areas).equals(area)) {
                String text = Files.readString(ProjectFiles.ROOT.resolve(file));
                avoided.find(text).forEach(hit -> words.add(file + ":" + hit));
                WideComments.find(file, text).forEach(line -> wide.add(file + ":" + line));
            }
        }
        assertThat(words.size())
                .as("avoided words in %s: %s", area, firstOf(words))
                .isLessThanOrEqualTo(area.words);
        assertThat(wide.size())
                .as("comments beyond %d columns in %s: %s", WideComments.COLUMNS, area, firstOf(wide))
                .isLessThanOrEqualTo(area.wideComments);
    }

    private static List<String> firstOf(List<String> hits) {
        return hits.subList(0, Math.min(SHOWN, hits.size()));
    }

    @Test
    void everyFileBelongsToAnArea() throws IOException {
        List<Area> areas = areas();
        assertThat(ProjectFiles.sourcesAndPages()).isNotEmpty().allSatisfy(file -> areaOf(file, areas));
    }

    @Test
    void everyAreaHasFiles() throws IOException {
        List<Area> areas = areas();
        Set<Area> used = new HashSet<>();
        ProjectFiles.sourcesAndPages().forEach(file -> used.add(areaOf(file, areas)));
        assertThat(used).containsExactlyInAnyOrderElementsOf(areas);
    }

    @Test
    void wordsAreFoundInNamesAndAcrossLines() throws IOException {
        String word = words().getFirst();
        String phrase = words().stream()
                .filter(entry -> entry.contains(" "))
                .findFirst()
                .orElseThrow();
        String capitalised = word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
        String text = "/** " + capitalised + " waits,\n * " + phrase.replaceFirst(" ", "\n * ") + ". */\nvoid test"
                + capitalised + "Waits() {}\n// x" + word + "\n";

        assertThat(new AvoidedWords(words()).find(text))
                .containsExactlyInAnyOrder("1 " + word, "2 " + phrase, "4 " + word);
    }

    @Test
    void onlyCommentsAndProseAreMeasured() {
        String wide = "x".repeat(WideComments.COLUMNS);
        assertThat(WideComments.find(
                        "A.java", wide + "y\n/* " + wide + " */\n * " + wide + "\n// " + wide.substring(3)))
                .containsExactly(2);
        assertThat(WideComments.find("A.java", "/**\n * " + wide + "\n */\n  foo(); // " + wide))
                .containsExactly(2, 4);
        assertThat(WideComments.find("a.md", wide + "\n" + wide + "y\n| " + wide + "\n```\n" + wide + "y\n```"))
                .containsExactly(2);
    }

    private static Area areaOf(String file, List<Area> areas) {
        return areas.stream()
                .filter(area -> area.contains(file))
                .max(Comparator.comparingInt(area -> area.path.length()))
                .orElseThrow(() -> new AssertionError(file + " is in no area of allowances.txt"));
    }

    private static List<String> words() throws IOException {
        return entries("words.txt").toList();
    }

    private static Stream<String> entries(String name) throws IOException {
        return Files.readString(ProjectFiles.ROOT.resolve("coprocessor-cli/src/test/resources/language/" + name))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"));
    }
}
