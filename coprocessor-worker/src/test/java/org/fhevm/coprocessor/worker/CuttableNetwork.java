package org.fhevm.coprocessor.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be cut: connections stay open, and nothing comes through any more. */
final class CuttableNetwork implements AutoCloseable {
    private final ServerSocket entrance;
    private final int port;
    private final Set<Route> routes = ConcurrentHashMap.newKeySet();

    /** @param port of the server, on loopback */
    CuttableNetwork(int port) {
        this.port = port;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** Lets nothing through on the connections that are open now; later ones are not concerned. */
    void cut() {
        routes.forEach(route -> route.cut = true);
    }

    @Override
    public void close() {
        quietly(entrance);
        routes.forEach(route -> {
            quietly(route.client);
            quietly(route.server);
        });
    }

    private static final class Route {
        private final Socket client;
        private final Socket server;
        private volatile boolean cut;

        private Route(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }
    }

    private void accept() {
        while (true) {
            try {
                connect(entrance.accept());
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            Route route = new Route(client, new Socket(InetAddress.getLoopbackAddress(), port));
            routes.add(route);
            Thread.ofVirtual().start(() -> forward(route, route.client, route.server));
            Thread.ofVirtual().start(() -> forward(route, route.server, route.client));
        } catch (IOException e) {
            quietly(client);
        }
    }

    private static void forward(Route route, Socket from, Socket to) {
        byte[] buffer = new byte[1 << 16];
        try {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                if (!route.cut) {
                    output.write(buffer, 0, read);
                }
            }
            if (!route.cut) {
                to.close();
            }
        } catch (IOException e) {
            quietly(from);
            quietly(to);
        }
    }

    private static void quietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            // It is closed.
        }
    }
}
