package org.fhevm.coprocessor.database.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.database.Database;

/** A certificate for the server {@code localhost} that signs itself, so that it is its own authority. */
public final class TlsCertificate {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    private final String certificate;
    private final String key;
    private final Path file;

    private TlsCertificate(String certificate, String key, Path file) {
        this.certificate = certificate;
        this.key = key;
        this.file = file;
    }

    /** Makes a certificate with the JDK's tool, in files of this name. */
    public static TlsCertificate generate(Path folder, String name) throws IOException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(STORE_PASSWORD),
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost"));
        KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD);
        String certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        String key = pem("PRIVATE KEY", keys.getKey("server", STORE_PASSWORD).getEncoded());
        return new TlsCertificate(certificate, key, Files.writeString(folder.resolve(name + ".crt"), certificate));
    }

    /** The certificate, as a file that a client can trust. */
    public Path file() {
        return file;
    }

    /** Has the server of this database offer TLS with this certificate, once it has read its settings again. */
    public void offer(Database database) {
        writeDataFile(database, "test-server.crt", certificate);
        writeDataFile(database, "test-server.key", key);
        for (var setting : Map.of(
                        "ssl_cert_file", "'test-server.crt'", "ssl_key_file", "'test-server.key'", "ssl", "on")
                .entrySet()) {
            database.dsl().execute("alter system set " + setting.getKey() + " = " + setting.getValue());
        }
        database.dsl().execute("select pg_reload_conf()");
    }

    /** Has the server of this database offer no TLS. */
    public static void withdraw(Database database) {
        for (String setting : List.of("ssl", "ssl_cert_file", "ssl_key_file")) {
            database.dsl().execute("alter system reset " + setting);
        }
        database.dsl().execute("select pg_reload_conf()");
    }

    /**
     * Writes a file of the server's data folder. The server writes it itself, so that its account owns the file;
     * readable for its owner only, as the server demands of a key.
     */
    public static void writeDataFile(Database database, String file, String text) {
        String path = database.dsl().fetchValue("show data_directory") + "/" + file;
        database.dsl()
                .execute("copy (select unnest(string_to_array('" + text.strip()
                        + "', E'\\n'))) to program 'umask 077 && cat > " + path + "'");
    }

    private static String pem(String kind, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(command.getFirst() + ": " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a certificate was made", e);
        }
    }
}
