package org.fhevm.coprocessor.cli.tenant;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the end of a credential: a number of days, hours or minutes from now, or a time in UTC. */
final class ExpiryConverter implements ITypeConverter<Instant> {
    private static final Pattern FROM_NOW = Pattern.compile("(\\d{1,5})([dhm])");

    /** The latest end that the table accepts. */
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final InstantSource clock;

    ExpiryConverter() {
        this(InstantSource.system());
    }

    ExpiryConverter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Instant convert(String text) {
        Instant now = clock.instant();
        Instant end = parse(text, now);
        if (!end.isAfter(now) || end.isAfter(LATEST)) {
            throw new TypeConversionException("an end lies in the future and before the year 9999, got " + text);
        }
        return end;
    }

    private static Instant parse(String text, Instant now) {
        Matcher fromNow = FROM_NOW.matcher(text);
        if (fromNow.matches()) {
            return now.plus(length(Long.parseLong(fromNow.group(1)), fromNow.group(2)));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "an end is a number and d, h or m, as in 90d, or a time as 2027-01-31T00:00:00Z, got " + text);
        }
    }

    private static Duration length(long number, String unit) {
        return switch (unit) {
            case "d" -> Duration.ofDays(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
