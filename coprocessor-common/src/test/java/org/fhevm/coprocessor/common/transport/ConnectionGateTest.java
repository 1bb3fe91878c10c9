package org.fhevm.coprocessor.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.transport.ConnectionGate.WhenFull;
import org.junit.jupiter.api.Test;

class ConnectionGateTest {

    /** A connection from an address. */
    private static final class Connection extends EmbeddedChannel {
        private final SocketAddress remote;

        Connection(String host) {
            this.remote = new InetSocketAddress(host, 1000);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return remote;
        }
    }

    private static Connection open(ConnectionGate gate, String host) {
        EmbeddedChannel listening = new EmbeddedChannel(gate);
        Connection connection = new Connection(host);
        listening.writeInbound(connection);
        return connection;
    }

    private static List<Connection> open(ConnectionGate gate, String host, int count) {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(open(gate, host));
        }
        return connections;
    }

    @Test
    void aNewConnectionIsClosedWhereThoseThatAreThereKeepTheirPlaces() {
        ConnectionGate gate = new ConnectionGate(3, 2);
        List<Connection> first = open(gate, "10.0.0.1", 3);
        Connection other = open(gate, "10.0.0.2");
        Connection further = open(gate, "10.0.0.3");

        assertThat(first).extracting(Connection::isOpen).containsExactly(true, true, false);
        assertThat(other.isOpen()).isTrue();
        assertThat(further.isOpen()).isFalse();
        assertThat(gate.open()).isEqualTo(3);
        assertThat(gate.refused()).isEqualTo(2);
        other.close();
        assertThat(open(gate, "10.0.0.3").isOpen()).isTrue();
    }

    @Test
    void ofItsAddressTheConnectionWithoutARequestForLongestMakesRoom() {
        ConnectionGate gate = new ConnectionGate(10, 2, WhenFull.CLOSE_STALEST);
        Connection other = open(gate, "10.0.0.2");
        List<Connection> connections = open(gate, "10.0.0.1", 2);
        gate.progressed(connections.getFirst());

        assertThat(open(gate, "10.0.0.1").isOpen()).isTrue();

        assertThat(connections).extracting(Connection::isOpen).containsExactly(true, false);
        assertThat(other.isOpen()).isTrue();
        assertThat(gate.open()).isEqualTo(3);
    }

    @Test
    void theAddressWithTheMostConnectionsMakesRoomForOthers() {
        ConnectionGate gate = new ConnectionGate(5, 4, WhenFull.CLOSE_STALEST);
        Connection scraper = open(gate, "10.0.0.9");
        List<Connection> attacker = open(gate, "10.0.0.1", 4);

        assertThat(open(gate, "10.0.0.2").isOpen()).isTrue();
        assertThat(scraper.isOpen()).as("though it is the oldest").isTrue();
        assertThat(attacker.getFirst().isOpen()).isFalse();
        for (int i = 0; i < 100; i++) {
            open(gate, "10.0.0.1");
        }

        assertThat(scraper.isOpen()).isTrue();
        assertThat(gate.open()).isEqualTo(5);
    }

    @Test
    void theStalestConnectionMakesRoomAmongEquals() {
        ConnectionGate gate = new ConnectionGate(2, 2, WhenFull.CLOSE_STALEST);
        Connection one = open(gate, "10.0.0.1");
        Connection other = open(gate, "10.0.0.2");
        gate.progressed(one);

        open(gate, "10.0.0.3");

        assertThat(one.isOpen()).isTrue();
        assertThat(other.isOpen()).isFalse();
    }
}
