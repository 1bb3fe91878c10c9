package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the server makes of a certificate that it has read; {@code TlsTest} shows it real ones. */
class ClientCertificateTest {
    private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

    @Test
    void namesCanBeGrantedUntilTheCertificateEnds() {
        Attributes call = showing(List.of("geth.example.org", "geth"));

        assertThat(ClientCertificate.grantable(call, END.minusNanos(1))).containsExactly("geth", "geth.example.org");
        assertThat(ClientCertificate.grantable(call, END)).isEmpty();
    }

    @Test
    void aCallWithoutACertificateHasNoNames() {
        assertThat(ClientCertificate.grantable(Attributes.EMPTY, END.minusSeconds(1)))
                .isEmpty();
    }

    @Test
    void onlyTheFirstNamesThatCanBeGrantedAreLookedUp() {
        List<String> names =
                IntStream.range(100, 150).mapToObj(number -> "n" + number).collect(Collectors.toList());
        names.add("a name with blanks");

        assertThat(ClientCertificate.grantable(showing(names), END.minusSeconds(1)))
                .hasSize(ClientCertificate.MAXIMUM_NAMES)
                .contains("n100", "n115")
                .doesNotContain("n116", "a name with blanks");
    }

    private static Attributes showing(List<String> names) {
        return Attributes.newBuilder()
                .set(ClientCertificate.KEY, new ClientCertificate(new TreeSet<>(names), END))
                .build();
    }
}
