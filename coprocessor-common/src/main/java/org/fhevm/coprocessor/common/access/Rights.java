package org.fhevm.coprocessor.common.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The rights of a caller.
 *
 * @param granted never changes
 */
public record Rights(Set<Right> granted) {
    /** Stands for all rights in the database and in commands, also for those that a later version adds. */
    public static final String EVERYTHING = "all";

    public static final Rights ALL = new Rights(EnumSet.allOf(Right.class));

    public Rights {
        granted = Set.copyOf(granted);
    }

    public static Rights of(Right... rights) {
        return new Rights(Set.of(rights));
    }

    /** The rights of a row. A label that this version does not know grants nothing. */
    public static Rights ofLabels(Collection<String> labels) {
        if (labels.contains(EVERYTHING)) {
            return ALL;
        }
        Set<Right> known = EnumSet.noneOf(Right.class);
        labels.forEach(label -> Right.of(label).ifPresent(known::add));
        return new Rights(known);
    }

    public boolean allow(Right right) {
        return granted.contains(right);
    }

    /** The rights that are in both. */
    public Rights within(Rights other) {
        Set<Right> both = EnumSet.noneOf(Right.class);
        both.addAll(granted);
        both.retainAll(other.granted);
        return new Rights(both);
    }

    /** The rights that are in either. */
    public Rights and(Rights other) {
        Set<Right> either = EnumSet.noneOf(Right.class);
        either.addAll(granted);
        either.addAll(other.granted);
        return new Rights(either);
    }

    /** As the database has them: {@link #EVERYTHING}, or the labels in the order of {@link Right}. */
    public List<String> labels() {
        return equals(ALL)
                ? List.of(EVERYTHING)
                : granted.stream().sorted().map(Right::label).toList();
    }

    @Override
    public String toString() {
        return String.join(", ", labels());
    }
}
