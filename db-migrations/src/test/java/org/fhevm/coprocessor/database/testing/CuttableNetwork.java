package org.fhevm.coprocessor.database.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A network between programs and a server on loopback, which can fail in the ways of networks. Thread-safe. */
public final class CuttableNetwork implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private enum State {
        WHOLE,
        /** Connections are ended, and new ones end at once. */
        CUT,
        /** Nothing arrives for the time being, and neither end is told. */
        SILENT
    }

    private final ServerSocket entrance;
    private final int target;
    private final Set<Route> routes = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.WHOLE;

    /** The two ends of a connection, and whether data sent over it are lost. */
    private static final class Route {
        private final Socket near;
        private final Socket far;
        private volatile boolean lost;

        private Route(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        private void end() {
            closeQuietly(near);
            closeQuietly(far);
        }
    }

    /** @param target a port of loopback */
    public CuttableNetwork(int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** Where programs connect to. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Ends all connections, and every new one at once, until the network is restored. */
    public void cut() {
        change(State.CUT);
        routes.forEach(Route::end);
    }

    /** Delays all data until the network is restored. */
    public void silence() {
        change(State.SILENT);
    }

    /** Restores the network. Data sent meanwhile over connections that still exist arrive now. */
    public void restore() {
        change(State.WHOLE);
    }

    /**
     * Loses all data that are sent over the connections that are open now. They stay open, and later ones are not
     * affected.
     */
    public void loseOpenConnections() {
        routes.forEach(route -> route.lost = true);
    }

    private void change(State to) {
        lock.lock();
        try {
            state = to;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private State awaitSound() throws InterruptedException {
        lock.lock();
        try {
            while (state == State.SILENT) {
                changed.await();
            }
            return state;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                Thread.startVirtualThread(() -> connect(near));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket near) {
        try {
            if (awaitSound() == State.CUT) {
                closeQuietly(near);
                return;
            }
            Route route = new Route(near, new Socket(InetAddress.getLoopbackAddress(), target));
            routes.add(route);
            Thread.startVirtualThread(() -> pass(route, route.near, route.far));
            Thread.startVirtualThread(() -> pass(route, route.far, route.near));
        } catch (IOException e) {
            closeQuietly(near);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeQuietly(near);
        }
    }

    private void pass(Route route, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (awaitSound() == State.CUT) {
                    break;
                }
                if (!route.lost) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException e) {
            // One end is gone; the other one is told below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!route.lost) {
            routes.remove(route);
            route.end();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
