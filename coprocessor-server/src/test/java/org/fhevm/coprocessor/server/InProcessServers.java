package org.fhevm.coprocessor.server;

import io.grpc.ServerBuilder;
import java.io.IOException;
import org.fhevm.coprocessor.server.config.ServerConfig;

/** Lets tests in other packages start a daemon on a transport without sockets. */
public final class InProcessServers {

    private InProcessServers() {}

    public static ServerDaemon start(ServerBuilder<?> builder, ServerConfig config, ServerDaemon.Parts parts)
            throws IOException {
        return ServerDaemon.start(builder, config, parts);
    }
}
