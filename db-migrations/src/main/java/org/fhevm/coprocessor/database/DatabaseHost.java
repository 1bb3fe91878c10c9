package org.fhevm.coprocessor.database;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host on which the database may run.
 *
 * @param name a host name, an address (of version 6 in brackets), or the folder of a Unix socket
 * @param port of TCP, or the number in the name of the socket's file
 */
record DatabaseHost(String name, int port) {
    private static final int DEFAULT_PORT = 5432;
    private static final String DEFAULT_HOST = "localhost";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost\\.?|127(\\.\\d{1,3}){3}|\\[(0{0,4}:)*:?0{0,3}1]", Pattern.CASE_INSENSITIVE);

    DatabaseHost {
        boolean bracketed = name.startsWith("[") && name.endsWith("]");
        if (!name.startsWith("/") && !bracketed && name.matches(".*[:/?#@\\[\\]\\s].*")) {
            throw new IllegalArgumentException(
                    "database URL has a host that is no name and no address" + DatabaseUrl.ESCAPE_HINT);
        }
    }

    /**
     * Reads the hosts of a URL. The lists of the parameters, which may be empty, override the address.
     *
     * @param address {@code host:port,host:port}
     */
    static List<DatabaseHost> parse(String address, List<String> otherHosts, List<String> otherPorts) {
        List<String> names = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String host : address.split(",", -1)) {
            int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
            names.add(DatabaseUrl.decode(colon < 0 ? host : host.substring(0, colon), "host"));
            ports.add(colon < 0 ? "" : host.substring(colon + 1));
        }
        return paired(otherHosts.isEmpty() ? names : bracketed(otherHosts), otherPorts.isEmpty() ? ports : otherPorts);
    }

    /** As in libpq, one port may serve for all hosts. */
    private static List<DatabaseHost> paired(List<String> names, List<String> ports) {
        if (ports.size() != 1 && ports.size() != names.size()) {
            throw new IllegalArgumentException("database URL must name one port, or one for each of its hosts");
        }
        List<DatabaseHost> hosts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).isEmpty() ? DEFAULT_HOST : names.get(i);
            hosts.add(new DatabaseHost(name, port(ports.get(ports.size() == 1 ? 0 : i))));
        }
        if (hosts.size() > 1 && hosts.stream().anyMatch(host -> host.socket().isPresent())) {
            throw new IllegalArgumentException("database URL must name a Unix socket alone, not among several hosts");
        }
        return hosts;
    }

    private static List<String> bracketed(List<String> names) {
        return names.stream()
                .map(name ->
                        name.contains(":") && !name.startsWith("[") && !name.startsWith("/") ? "[" + name + "]" : name)
                .toList();
    }

    /** The file of the Unix socket, if this is one. */
    Optional<Path> socket() {
        return name.startsWith("/") ? Optional.of(Path.of(name, ".s.PGSQL." + port)) : Optional.empty();
    }

    /**
     * Whether connections stay on this machine, as far as the name tells: a Unix socket, {@code localhost}, or an
     * address of the loopback interface.
     */
    boolean isThisMachine() {
        return socket().isPresent() || LOOPBACK.matcher(name).matches();
    }

    /** The host in the driver's URL. The driver gets a socket in another way. */
    String forDriver() {
        return (name.startsWith("/") ? DEFAULT_HOST : name) + ":" + port;
    }

    private static int port(String text) {
        try {
            int port = text.isEmpty() ? DEFAULT_PORT : Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below, together with ports out of range
        }
        throw new IllegalArgumentException(
                "database URL has a port that is not a number from 1 to 65535" + DatabaseUrl.ESCAPE_HINT);
    }
}
