package org.fhevm.coprocessor.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Certificates of the authorities that the machine trusts. */
final class SystemCertificates {
    /** Trusts what the Java runtime trusts. */
    static final String FACTORY_OF_JAVA = "org.postgresql.ssl.DefaultJavaSSLFactory";

    /** As OpenSSL has it: where operators say that the certificates are. */
    private static final String VARIABLE = "SSL_CERT_FILE";

    /** Debian, Red Hat, SUSE, Alpine. */
    private static final List<Path> USUAL = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private SystemCertificates() {}

    /** The file that holds them all; nothing on a machine without one, where those of the Java runtime serve. */
    static Optional<Path> bundle(Map<String, String> environment) {
        Stream<Path> named = Stream.ofNullable(environment.get(VARIABLE)).map(Path::of);
        return Stream.concat(named, USUAL.stream()).filter(Files::isReadable).findFirst();
    }
}
