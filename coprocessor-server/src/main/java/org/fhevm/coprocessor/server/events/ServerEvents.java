package org.fhevm.coprocessor.server.events;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log lines of the server: their wording and their level, in one place. */
public final class ServerEvents {

    private static final Logger LOG = LoggerFactory.getLogger("grpc_server");

    public void started(List<? extends SocketAddress> addresses, EthereumAddress signer, String settings) {
        LOG.info("listening on {}, signing as {}, {}", addresses, signer, settings);
    }

    public void draining(Duration grace) {
        LOG.info("no new calls are taken; those under way have {} s", grace.toSeconds());
    }

    public void drained(boolean complete) {
        if (complete) {
            LOG.info("stopped, all calls were answered");
        } else {
            LOG.warn("stopped, some calls were cut off");
        }
    }

    /** A fault of the caller is its business; one of ours, or of what we depend on, is the operator's. */
    public void callRefused(String method, CoprocessorError error, Throwable cause) {
        switch (error.kind()) {
            case CALLER_FAULT, UNAUTHENTICATED, NOT_FOUND, CONFLICT, LIMIT ->
                LOG.debug("{} refused: {}", method, error);
            case UNAVAILABLE -> LOG.warn("{} failed: {}", method, error);
            case OUR_FAULT -> LOG.error("{} failed: {}", method, error, cause);
        }
    }

    /** What should not have happened. */
    public void callBroke(String method, Throwable cause) {
        LOG.error("{} broke", method, cause);
    }
}
