package org.fhevm.coprocessor.common.access;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How much a tenant's calls may use in a second. A rate without an entry is not decided here.
 *
 * @param perSecond {@link #UNLIMITED} for no limit; never changes
 */
public record RateLimits(Map<Rate, Long> perSecond) {
    public static final long UNLIMITED = Long.MAX_VALUE;
    public static final RateLimits NONE = new RateLimits(Map.of());

    private static final String NO_LIMIT = "unlimited";
    private static final Pattern ENTRY = Pattern.compile("([a-z.-]+)=([1-9]\\d{0,17}|" + NO_LIMIT + ")");

    public RateLimits {
        perSecond = Map.copyOf(perSecond);
    }

    /**
     * Parses entries as {@code upload.blocks=500} or {@code upload.blocks=unlimited}.
     *
     * @throws IllegalArgumentException if one is something else, with the reason
     */
    public static RateLimits parse(Collection<String> entries) {
        Map<Rate, Long> limits = new LinkedHashMap<>();
        for (String entry : entries) {
            Map.Entry<Rate, Long> limit = parse(entry)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "a rate limit is one of " + names() + ", and =N or =unlimited, got " + entry));
            limits.put(limit.getKey(), limit.getValue());
        }
        return new RateLimits(limits);
    }

    /** The limits in rows. An entry that this version does not know limits nothing. */
    public static RateLimits ofRows(Collection<String> entries) {
        return new RateLimits(entries.stream()
                .flatMap(entry -> parse(entry).stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static Optional<Map.Entry<Rate, Long>> parse(String entry) {
        Matcher matcher = ENTRY.matcher(entry);
        return matcher.matches()
                ? Rate.of(matcher.group(1)).map(rate -> Map.entry(rate, amount(matcher.group(2))))
                : Optional.empty();
    }

    private static long amount(String text) {
        return text.equals(NO_LIMIT) ? UNLIMITED : Long.parseLong(text);
    }

    private static String names() {
        return Rate.all().stream().map(Rate::toString).collect(Collectors.joining(", "));
    }

    /** The limit of a rate, if it is decided here. */
    public OptionalLong of(Rate rate) {
        Long limit = perSecond.get(rate);
        return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /** As {@link #parse} reads them, in the order of {@link Rate#all}. */
    public List<String> entries() {
        return Rate.all().stream()
                .filter(perSecond::containsKey)
                .map(rate -> rate + "=" + text(perSecond.getOrDefault(rate, UNLIMITED)))
                .toList();
    }

    private static String text(long limit) {
        return limit == UNLIMITED ? NO_LIMIT : Long.toString(limit);
    }

    @Override
    public String toString() {
        return perSecond.isEmpty() ? "none" : String.join(", ", entries());
    }
}
