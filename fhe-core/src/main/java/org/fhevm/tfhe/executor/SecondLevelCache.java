package org.fhevm.tfhe.executor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The second-level cache of the first processor, as Linux describes it (sysfs, {@code cpu/cpu0/cache}). */
final class SecondLevelCache {
    private static final Path SYSFS = Path.of("/sys/devices/system/cpu/cpu0/cache");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([KM]?)");
    /** A number or a range of numbers. */
    private static final Pattern PROCESSORS = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    private SecondLevelCache() {}

    /** Bytes for each of the processors that share this cache; empty if the system does not say. */
    static OptionalLong bytes() {
        return bytes(SYSFS);
    }

    /** @param folder with a folder {@code index0}, {@code index1}, … for each cache */
    static OptionalLong bytes(Path folder) {
        try (Stream<Path> caches = Files.list(folder)) {
            for (Path cache : (Iterable<Path>) caches::iterator) {
                if (isSecondLevel(cache)) {
                    return share(line(cache, "size"), line(cache, "shared_cpu_list"));
                }
            }
            return OptionalLong.empty();
        } catch (IOException | SecurityException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean isSecondLevel(Path cache) throws IOException {
        return Files.exists(cache.resolve("level"))
                && line(cache, "level").equals("2")
                && !line(cache, "type").equals("Instruction");
    }

    private static OptionalLong share(String size, String sharers) {
        Matcher matcher = SIZE.matcher(size);
        long processors = count(sharers);
        if (!matcher.matches() || processors == 0) {
            return OptionalLong.empty();
        }
        int shift = switch (matcher.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            default -> 0;
        };
        return OptionalLong.of((Long.parseLong(matcher.group(1)) << shift) / processors);
    }

    /** The length of a list such as {@code 0,48-51}; 0 if it is not such a list. */
    private static long count(String list) {
        long count = 0;
        for (String part : list.split(",", -1)) {
            Matcher matcher = PROCESSORS.matcher(part);
            if (!matcher.matches()) {
                return 0;
            }
            long first = Long.parseLong(matcher.group(1));
            long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
            count += Math.max(0, last - first + 1);
        }
        return count;
    }

    private static String line(Path cache, String file) throws IOException {
        return Files.readString(cache.resolve(file)).strip();
    }
}
