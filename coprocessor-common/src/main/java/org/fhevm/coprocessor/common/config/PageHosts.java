package org.fhevm.coprocessor.common.config;

import java.net.Inet6Address;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names under which a port serves pages. A web site can have its own name resolve to this machine; a browser then
 * takes our pages for those of the site, and lets its scripts read them ("DNS rebinding"). But it still sends the name
 * of the site as {@code Host}. So pages are served to requests by IP address, which is not resolved; as localhost,
 * which browsers resolve to their own machine (RFC 6761, section 6.3); and under configured names.
 *
 * @param names in lower case; one that begins with a dot stands for all names below it, too
 */
public record PageHosts(Set<String> names) {
    /** No further names. */
    public static final PageHosts LOCAL = new PageHosts(Set.of());

    private static final String LOCALHOST = "localhost";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);

    /** RFC 9110, section 7.2, for the names that browsers send: those of other languages in their ASCII form. */
    private static final Pattern HOST = Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9._-]+))(?::\\d{0,5})?");

    private static final int LONGEST_NAME = 255;

    public PageHosts {
        names = Set.copyOf(names);
    }

    /**
     * Configured names.
     *
     * @throws IllegalArgumentException if one is no name, with or without a dot before it
     */
    public static PageHosts of(List<String> names) {
        Set<String> hosts = new TreeSet<>();
        for (String name : names) {
            String stripped = name.strip();
            if (!isName(stripped.startsWith(".") ? stripped.substring(1) : stripped)) {
                throw new IllegalArgumentException(
                        "a host of pages is a name without scheme and port, such as status.example.org, or .example.org"
                                + " with all names below it, not " + name);
            }
            hosts.add(stripped.toLowerCase(Locale.ROOT));
        }
        return new PageHosts(hosts);
    }

    /** These names and another one, unless that is an address. */
    PageHosts and(String host) {
        if (!isName(host)) {
            return this;
        }
        Set<String> more = new TreeSet<>(names);
        more.add(host.toLowerCase(Locale.ROOT));
        return new PageHosts(more);
    }

    private static boolean isName(String text) {
        return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
    }

    /**
     * Judges a request for a page.
     *
     * @param headers the values of all its headers {@code Host}, as they came
     */
    public Verdict judge(List<String> headers) {
        Matcher host = HOST.matcher(headers.size() == 1 ? headers.getFirst() : "");
        if (!host.matches()) {
            return Verdict.MALFORMED;
        }
        if (host.group(1) != null) {
            return isIpv6(host.group(1)) ? Verdict.KNOWN : Verdict.MALFORMED;
        }
        String name = host.group(2).toLowerCase(Locale.ROOT);
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (!isName(relative)) {
            return Verdict.MALFORMED;
        }
        return isKnown(relative) ? Verdict.KNOWN : Verdict.UNKNOWN;
    }

    private static boolean isIpv6(String text) {
        try {
            Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isKnown(String name) {
        return IPV4.matcher(name).matches()
                || isOrIsBelow(name, LOCALHOST)
                || names.stream()
                        .anyMatch(known ->
                                known.startsWith(".") ? isOrIsBelow(name, known.substring(1)) : name.equals(known));
    }

    private static boolean isOrIsBelow(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    /** Whether a page may be served. */
    public enum Verdict {
        KNOWN,
        /** The request is for another site, or for a name that is not configured. */
        UNKNOWN,
        /** The header is missing, or there are several, or it is no host (RFC 9112, section 3.2). */
        MALFORMED
    }
}
