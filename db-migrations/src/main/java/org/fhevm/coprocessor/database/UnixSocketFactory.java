package org.fhevm.coprocessor.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.SocketFactory;

/** Makes the driver's connections over a Unix socket. The driver creates it by its name. */
public final class UnixSocketFactory extends SocketFactory {
    private final Path file;

    /** @param file of the socket */
    public UnixSocketFactory(String file) {
        this.file = Path.of(file);
    }

    /** An unconnected socket. It connects to the file, not to the address that it is given. */
    @Override
    public Socket createSocket() throws IOException {
        return new UnixSocket(file);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected();
    }

    private Socket connected() throws IOException {
        UnixSocket socket = new UnixSocket(file);
        socket.connect(null, 0);
        return socket;
    }
}
