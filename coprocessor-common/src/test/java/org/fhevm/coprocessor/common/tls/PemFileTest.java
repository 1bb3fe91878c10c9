package org.fhevm.coprocessor.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.fhevm.coprocessor.database.testing.TestAuthority;
import org.fhevm.coprocessor.database.testing.TestAuthority.Credentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemFileTest {
    private final TestAuthority authority = TestAuthority.create("test authority");
    private final Credentials server = authority.issue("server", "localhost");

    @TempDir
    private Path folder;

    private TlsFiles.Identity identity(String certificate, String key) throws IOException {
        return TlsFiles.read(new TlsConfig(write("a.crt", certificate), write("a.key", key), null))
                .identity();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aCertificateComesWithThoseOfItsAuthorities() throws IOException {
        TlsFiles.Identity read = identity(server.certificate() + authority.certificate(), server.key());
        assertThat(read.chain()).hasSize(2).first().isEqualTo(server.x509());
        assertThat(read.key()).isEqualTo(server.privateKey());
        assertThat(read).hasToString("Identity[CN=server]");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        assertThatThrownBy(() ->
                        identity(server.certificate(), authority.issue("other").key()))
                .hasMessage("the key in " + folder.resolve("a.key") + " is not that of the certificate in "
                        + folder.resolve("a.crt"));
    }

    @Test
    void aKeyOfAnOlderFormIsRefusedWithTheCommandThatConvertsIt() {
        String old = server.key().replace("PRIVATE KEY", "EC PRIVATE KEY");
        assertThatThrownBy(() -> identity(server.certificate(), old))
                .hasMessage("TLS file " + folder.resolve("a.key") + " holds a key of the form EC PRIVATE KEY; make it"
                        + " one of the form PRIVATE KEY with: openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> PemFile.read(missing)).hasMessage("TLS file " + missing + " does not exist");
    }

    @Test
    void aFileBeyondTheBoundIsNotRead() throws IOException {
        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> PemFile.read(large)).hasMessageContaining("is larger than 1048576 bytes");
    }

    @Test
    void everyTruncationIsRefusedInOneLineWithoutTheContent() throws IOException {
        String key = server.key();
        for (int length = 0; length < key.length() - 2; length++) {
            String cut = key.substring(0, length);
            assertThatThrownBy(() -> identity(server.certificate(), cut))
                    .isInstanceOf(TlsException.class)
                    .message()
                    .doesNotContain("\n")
                    .doesNotContain(key.substring(60, 80));
        }
        String certificate = server.certificate();
        for (int length = 0; length < certificate.length() - 2; length++) {
            String cut = certificate.substring(0, length);
            assertThatThrownBy(() -> identity(cut, key))
                    .isInstanceOf(TlsException.class)
                    .message()
                    .doesNotContain("\n");
        }
    }
}
