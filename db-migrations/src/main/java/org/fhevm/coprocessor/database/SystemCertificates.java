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

    /** OpenSSL's variable, with which operators name the file of certificates. */
    private static final String VARIABLE = "SSL_CERT_FILE";

    /** Debian, Red Hat, SUSE, Alpine. */
    private static final List<Path> USUAL = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private SystemCertificates() {}

    /** The file with all certificates; empty on a machine without one, which uses those of the Java runtime. */
    static Optional<Path> bundle(Map<String, String> environment) {
        Stream<Path> named = Stream.ofNullable(environment.get(VARIABLE)).map(Path::of);
        return Stream.concat(named, USUAL.stream()).filter(Files::isReadable).findFirst();
    }
}
