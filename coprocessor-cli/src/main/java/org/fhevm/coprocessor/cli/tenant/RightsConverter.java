package org.fhevm.coprocessor.cli.tenant;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.access.Rights;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses rights: their labels with commas between them, or {@link Rights#EVERYTHING}. */
final class RightsConverter implements ITypeConverter<Rights> {
    private static final List<String> LABELS = Stream.concat(
                    Arrays.stream(Right.values()).map(Right::label), Stream.of(Rights.EVERYTHING))
            .toList();

    @Override
    public Rights convert(String text) {
        List<String> labels =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (!LABELS.containsAll(labels)) {
            throw new TypeConversionException("rights are some of "
                    + LABELS.stream().collect(Collectors.joining(", ")) + " with commas between them, got " + text);
        }
        return Rights.ofLabels(labels);
    }
}
