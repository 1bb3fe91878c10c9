package org.fhevm.coprocessor.common.config;

import java.net.InetSocketAddress;

/** Reads addresses to listen on: {@code 127.0.0.1:50051}, {@code [::1]:50051}, {@code localhost:0}. */
public final class ListenAddress {
    private ListenAddress() {}

    /**
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static InetSocketAddress parse(String text) {
        String stripped = text.strip();
        int colon = stripped.lastIndexOf(':');
        String host = colon < 0 ? "" : stripped.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.isEmpty() || (host.contains(":") && !bracketed)) {
            throw new IllegalArgumentException("an address to listen on has the form host:port, got " + text);
        }
        return new InetSocketAddress(
                bracketed ? host.substring(1, host.length() - 1) : host, port(stripped.substring(colon + 1), text));
    }

    private static int port(String digits, String text) {
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65535) {
            throw new IllegalArgumentException("the port must be between 0 and 65535 in " + text);
        }
        return Integer.parseInt(digits);
    }
}
