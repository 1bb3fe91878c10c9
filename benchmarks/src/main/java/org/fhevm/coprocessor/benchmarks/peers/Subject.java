package org.fhevm.coprocessor.benchmarks.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A computation that every program can measure. */
public enum Subject {
    BOOTSTRAP("bootstrap", "bootstrap, one thread", Figure.TIME),
    BOOTSTRAPS("bootstraps", "bootstraps per second", Figure.RATE),
    ADD("add", "add", Figure.TIME),
    SELECT("select", "select", Figure.TIME),
    LE("le", "le", Figure.TIME),
    EQ("eq", "eq", Figure.TIME),
    MIN("min", "min", Figure.TIME),
    SHL("shl", "shl", Figure.TIME),
    COMPRESS("compress", "compress", Figure.TIME),
    DECOMPRESS("decompress", "decompress", Figure.TIME),
    EXPAND("expand", "expand", Figure.TIME),
    TRANSFER("transfer", "transfer, alone", Figure.TIME),
    TRANSFERS("transfers", "transfers, each", Figure.TIME);

    /** Some short ones, of every kind but the transfer. */
    static final List<Subject> QUICK = List.of(BOOTSTRAP, BOOTSTRAPS, EQ, DECOMPRESS);

    private final String id;
    private final String label;
    private final Figure figure;

    Subject(String id, String label, Figure figure) {
        this.id = id;
        this.label = label;
        this.figure = figure;
    }

    static Optional<Subject> named(String id) {
        return Arrays.stream(values()).filter(subject -> subject.id.equals(id)).findFirst();
    }

    /** The name in requests. */
    public String id() {
        return id;
    }

    /** The name in tables. */
    String label() {
        return label;
    }

    Figure figure() {
        return figure;
    }

    /** How a time is shown. */
    enum Figure {
        TIME,
        /** Its inverse. */
        RATE
    }
}
