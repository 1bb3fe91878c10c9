package org.fhevm.coprocessor.cli.computations;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.cli.computations.repository.QueuePart;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of {@code --state}, and the parts of the queue that each consists of. */
enum ListedState {
    PENDING(QueuePart.LEASED, QueuePart.READY, QueuePart.POSTPONED, QueuePart.WAITING),
    READY(QueuePart.READY),
    WAITING(QueuePart.POSTPONED, QueuePart.WAITING),
    LEASED(QueuePart.LEASED),
    FAILED(QueuePart.FAILED),
    DONE(QueuePart.DONE);

    /** Without {@code --state}: all states but done. */
    static final List<QueuePart> UNFINISHED =
            List.of(QueuePart.FAILED, QueuePart.LEASED, QueuePart.READY, QueuePart.POSTPONED, QueuePart.WAITING);

    private final List<QueuePart> parts;

    ListedState(QueuePart... parts) {
        this.parts = List.of(parts);
    }

    List<QueuePart> parts() {
        return parts;
    }

    /** Reads the word on the command line. */
    static final class Converter implements ITypeConverter<ListedState> {
        /** Another word for failed, as in the column {@code is_error}. */
        private static final String ALSO_FAILED = "error";

        @Override
        public ListedState convert(String word) {
            return word.equals(ALSO_FAILED) ? FAILED : named(word);
        }

        private static ListedState named(String word) {
            return Arrays.stream(values())
                    .filter(state -> word(state).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no state " + word + "; there are "
                            + Arrays.stream(values()).map(Converter::word).collect(Collectors.joining(", "))));
        }

        private static String word(ListedState state) {
            return state.name().toLowerCase(Locale.ROOT);
        }
    }
}
