package org.fhevm.tfhe.operation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The computed part of the matrix, as a page of documentation. Mutable; for any number of threads. */
final class ConformanceReport {
    private record Line(FheOperation operation, MatrixCase.Form form) {}

    private static final class Cell {
        private int right;
        private int wrong;
        private int leftOut;

        private String text() {
            String ran = wrong == 0 ? Integer.toString(right) : "**" + wrong + " wrong** of " + (right + wrong);
            return right + wrong == 0 ? leftOut == 0 ? "" : "·" : ran;
        }
    }

    private final Map<Line, Map<FheType, Cell>> cells = new LinkedHashMap<>();

    ConformanceReport(List<MatrixCase> all) {
        all.forEach(this::cell);
    }

    private Cell cell(MatrixCase of) {
        return cells.computeIfAbsent(new Line(of.operation(), of.form()), line -> new EnumMap<>(FheType.class))
                .computeIfAbsent(of.type(), type -> new Cell());
    }

    synchronized void leftOut(MatrixCase of) {
        cell(of).leftOut++;
    }

    synchronized void finished(MatrixCase of, boolean asExpected) {
        if (asExpected) {
            cell(of).right++;
        } else {
            cell(of).wrong++;
        }
    }

    /** The page. */
    synchronized String markdown(long bootstraps, long limit) {
        List<Cell> all =
                cells.values().stream().flatMap(row -> row.values().stream()).toList();
        int right = all.stream().mapToInt(cell -> cell.right).sum();
        int wrong = all.stream().mapToInt(cell -> cell.wrong).sum();
        int leftOut = all.stream().mapToInt(cell -> cell.leftOut).sum();
        return """
                # Conformance

                Every operation on every type that it accepts, computed at the real parameters (fhevm 0.6: n = 887, N =
                2048) on encrypted values, decrypted and compared with unencrypted integers. Made by

                    ./coprocessor test --real -pl fhe-core -Dtest=RealParameterMatrixTest -Dmatrix.bootstraps=%d

                **%d results right, %d wrong**, %,d bootstraps. %d computations of more bootstraps than that (with many
                idle threads: than 5,000) were left out.

                Numbers are computations with different values; edge values and random ones from a fixed seed, listed by
                `SampleValues`. An empty cell is a type that the operation does not accept, a dot one that was left out
                here. The type is that of the encrypted operand, or of the result if there is none. A draw (`RAND`) is
                right if it is within its bound and the same when repeated; `RandomIntegerTest` compares draws with
                those of tfhe-rs.

                %s
                Further comparisons, in every build and with more values: `OperationMatrixTest` (every pair of edge
                values, with a model of noise instead of bootstraps), `OperationTest` (bootstraps at toy parameters),
                `ResultsOfTfheRsTest` (the results of tfhe-rs 0.9.1 from the same ciphertexts), `ReferenceScenariosTest`
                (through gRPC, database and worker).
                """.formatted(limit, right, wrong, bootstraps, leftOut, table());
    }

    private String table() {
        StringBuilder table = new StringBuilder("| operation | operands | "
                + Arrays.stream(FheType.values())
                        .map(type -> type.isBool() ? "bool" : Integer.toString(type.bits()))
                        .collect(Collectors.joining(" | "))
                + " |\n|---|---|" + "---|".repeat(FheType.values().length) + "\n");
        cells.forEach((line, row) -> {
            table.append("| ")
                    .append(line.operation().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(line.form().title())
                    .append(" |");
            for (FheType type : FheType.values()) {
                String text = row.containsKey(type) ? row.get(type).text() : "";
                table.append(' ').append(text).append(" |");
            }
            table.append('\n');
        });
        return table.toString();
    }
}
