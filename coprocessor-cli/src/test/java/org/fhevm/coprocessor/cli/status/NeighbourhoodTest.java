package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.cli.status.Models.handle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.cli.computations.repository.ComputationSearch.Known;
import org.fhevm.coprocessor.common.id.Handle;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
    private final List<Collection<Handle>> questions = new ArrayList<>();

    @Test
    void goesAFewLevelsFar() {
        Neighbourhood chain = around(
                Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of("d"), "d", List.of("e"), "e", List.of("f")));

        assertThat(chain.known()).containsOnlyKeys(handle("a"), handle("b"), handle("c"), handle("d"));
        assertThat(chain.next(handle("d"))).containsExactly(handle("e"));
        assertThat(questions).hasSize(Neighbourhood.DEPTH + 1);
    }

    @Test
    void readsEachValueOnceThoughTheyFormACircle() {
        around(Map.of("a", List.of("b", "a"), "b", List.of("a", "c"), "c", List.of("b")));

        assertThat(questions).containsExactly(List.of(handle("a")), List.of(handle("b")), List.of(handle("c")));
    }

    @Test
    void readsNoMoreValuesThanItsLimit() {
        List<String> many =
                IntStream.range(0, 1000).mapToObj(number -> "n" + number).toList();

        Neighbourhood star = around(Map.of("a", many));

        assertThat(star.known()).hasSize(Neighbourhood.MOST_VALUES);
        assertThat(star.next(handle("a"))).hasSize(1000);
    }

    private Neighbourhood around(Map<String, List<String>> edges) {
        return Neighbourhood.of(
                handle("a"),
                asked -> {
                    questions.add(List.copyOf(asked));
                    Map<Handle, Known> found = new HashMap<>();
                    asked.forEach(handle -> found.put(handle, new Known(handle, true, null)));
                    return found;
                },
                values -> {
                    Map<Handle, List<Handle>> next = new HashMap<>();
                    edges.forEach((name, neighbours) -> {
                        if (values.stream().anyMatch(value -> value.handle().equals(handle(name)))) {
                            next.put(
                                    handle(name),
                                    neighbours.stream().map(Models::handle).toList());
                        }
                    });
                    return next;
                });
    }
}
