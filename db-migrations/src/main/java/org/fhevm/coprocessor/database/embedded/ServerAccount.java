package org.fhevm.coprocessor.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The account the server runs under. PostgreSQL refuses uid 0, so a root JVM changes the account with what the machine
 * offers. Each way is tried (does the command run under another account, and can it read the binaries and write the
 * data folder?), since a container may lack any of them: {@code setpriv} and {@code runuser} can be missing, the
 * project may lie under a folder closed to others, user namespaces can be forbidden.
 *
 * @param description for messages
 * @param prefix what precedes the server's command line
 * @param ownerUid the required owner of the data folder, or {@link #SAME_OWNER}
 */
record ServerAccount(String description, List<String> prefix, int ownerUid) {
    private static final int SAME_OWNER = -1;
    private static final int UNPRIVILEGED_UID = 65534;

    ServerAccount {
        prefix = List.copyOf(prefix);
    }

    /**
     * The first account that can run the binaries on the data folder; hands the folder over to it.
     *
     * @throws EmbeddedPostgresException naming each way tried and why it failed
     */
    static ServerAccount forFolder(Path data, PostgresBinaries binaries) throws IOException {
        List<String> failures = new ArrayList<>();
        for (ServerAccount account : candidates()) {
            account.takeOver(data);
            Probe probe = account.probe(data, binaries);
            if (probe.works()) {
                return account;
            }
            failures.add(account.description + " (" + probe.reason() + ")");
        }
        throw new EmbeddedPostgresException("PostgreSQL does not run as root, and no other account is usable: "
                + String.join(", ", failures)
                + ". Run as another user, or give the URL of a PostgreSQL server (DATABASE_URL)");
    }

    List<String> command(Path executable, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(executable.toString());
        command.addAll(arguments);
        return command;
    }

    /** Gives a file the owner that the server needs. The file's permissions stay as they are. */
    void handOver(Path file) throws IOException {
        if (ownerUid != SAME_OWNER) {
            Files.setAttribute(file, "unix:uid", ownerUid);
        }
    }

    private static List<ServerAccount> candidates() throws IOException {
        if (!isRoot()) {
            return List.of(new ServerAccount("the current user", List.of(), SAME_OWNER));
        }
        String uid = Integer.toString(UNPRIVILEGED_UID);
        return List.of(
                new ServerAccount(
                        "setpriv",
                        List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--"),
                        UNPRIVILEGED_UID),
                new ServerAccount("runuser", List.of("runuser", "-u", "nobody", "--"), UNPRIVILEGED_UID),
                // In a namespace without a mapping, root's files stay root's while the server sees uid 65534.
                new ServerAccount("unshare", List.of("unshare", "-U", "--"), 0));
    }

    private static boolean isRoot() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    /**
     * Makes this account the owner of the folder and its content: an account tried before, or an earlier start under
     * another account, may own them.
     */
    private void takeOver(Path data) throws IOException {
        if (ownerUid == SAME_OWNER) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.setAttribute(file, "unix:uid", ownerUid, java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private Probe probe(Path data, PostgresBinaries binaries) throws IOException {
        String script = "test \"$(id -u)\" -ne 0 || { echo still root; exit 1; }; "
                + "test -x \"$1\" || { echo \"cannot run $1\"; exit 1; }; "
                + "test -w \"$2\" || { echo \"cannot write $2\"; exit 1; }";
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                "sh", "-c", script, "probe", binaries.executable("postgres").toString(), data.toString()));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Probe(false, "not installed");
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Probe(false, "no answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("interrupted while the embedded PostgreSQL was starting", e);
        }
        return new Probe(
                process.exitValue() == 0, output.strip().lines().findFirst().orElse("refused"));
    }

    private record Probe(boolean works, String reason) {}
}
