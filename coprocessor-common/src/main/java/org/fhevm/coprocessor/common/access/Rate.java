package org.fhevm.coprocessor.common.access;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Something that a tenant's calls use over time, as {@code upload.blocks}.
 *
 * @param right that the calls need
 */
public record Rate(Right right, RateUnit unit) {
    public Rate {
        if (!unit.isUsedBy(right)) {
            throw new IllegalArgumentException(
                    "calls with the right " + right.label() + " have no " + unit.label() + " to count");
        }
    }

    /** Every rate that there is. */
    public static List<Rate> all() {
        return Arrays.stream(Right.values())
                .flatMap(right -> Arrays.stream(RateUnit.values())
                        .filter(unit -> unit.isUsedBy(right))
                        .map(unit -> new Rate(right, unit)))
                .toList();
    }

    /** The rate that {@link #toString} writes in this way, if there is one. */
    public static Optional<Rate> of(String text) {
        return all().stream().filter(rate -> rate.toString().equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return right.label() + "." + unit.label();
    }
}
