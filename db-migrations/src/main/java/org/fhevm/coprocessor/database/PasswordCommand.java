package org.fhevm.coprocessor.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A password in the first line that a command prints, such as a token that a cloud provider issues for some minutes.
 *
 * <p>A pool opens several connections at once, so a password is used again for a minute. A command that has failed is
 * not run again for five seconds, however often a connection is tried.
 */
public final class PasswordCommand implements PasswordSource {
    /** Tokens are valid for longer: 15 minutes where the shortest are issued. */
    static final Duration MAXIMUM_AGE = Duration.ofMinutes(1);

    static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MAXIMUM_SHOWN = 200;

    private final List<String> command;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private @Nullable Outcome last;

    private PasswordCommand(List<String> command, Duration patience, LongSupplier nanoTime) {
        this.command = List.copyOf(command);
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * A command that runs without a shell.
     *
     * @param text program and arguments, separated by blanks
     * @throws IllegalArgumentException if the text is blank
     */
    public static PasswordCommand parse(String text) {
        return parse(text, PATIENCE, System::nanoTime);
    }

    static PasswordCommand parse(String text, Duration patience, LongSupplier nanoTime) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the command is empty");
        }
        return new PasswordCommand(List.of(text.strip().split("\\s+")), patience, nanoTime);
    }

    @Override
    public synchronized String current() throws SQLException {
        long now = nanoTime.getAsLong();
        Outcome outcome = last;
        if (outcome == null || now - outcome.at >= outcome.lifetime().toNanos()) {
            outcome = run();
            last = outcome;
        }
        return outcome.require();
    }

    @Override
    public synchronized void refused() {
        // The failure of a command stays remembered: the server has not seen it.
        if (last != null && last.password() != null) {
            last = null;
        }
    }

    private Outcome run() {
        try {
            return new Outcome(nanoTime.getAsLong(), printed(), "");
        } catch (SQLException e) {
            return new Outcome(nanoTime.getAsLong(), null, FailureReason.of(e));
        }
    }

    private String printed() throws SQLException {
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw PasswordSource.unavailable(subject() + " cannot be run: " + FailureReason.of(e));
        }
        try (InputStream output = process.getInputStream();
                InputStream errors = process.getErrorStream()) {
            process.getOutputStream().close();
            if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw PasswordSource.unavailable(subject() + " has not ended within " + patience.toSeconds()
                        + " s, or prints more than a password");
            }
            if (process.exitValue() != 0) {
                throw PasswordSource.unavailable(
                        subject() + " ended with status " + process.exitValue() + shown(available(errors)));
            }
            return PasswordFile.firstLine(available(output), "the output of " + subject());
        } catch (IOException e) {
            throw PasswordSource.unavailable(subject() + " failed: " + FailureReason.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PasswordSource.unavailable(subject() + " was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Arguments may be secret, so messages name the program only. */
    private String subject() {
        return "the database password command " + command.getFirst();
    }

    /** What an ended process has left in its pipe. A process that it has started may hold the pipe open. */
    private static byte[] available(InputStream stream) throws IOException {
        return stream.readNBytes(Math.min(stream.available(), PasswordFile.MAXIMUM_BYTES + 1));
    }

    private static String shown(byte[] errors) {
        String line = new String(errors, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
        String bounded = line.substring(0, Math.min(line.length(), MAXIMUM_SHOWN));
        return bounded.isEmpty() ? "" : ": " + bounded;
    }

    /** Hides the arguments. */
    @Override
    public String toString() {
        return "PasswordCommand[" + command.getFirst() + " …]";
    }

    /**
     * What the last run gave.
     *
     * @param at when, in nanoseconds of the clock
     * @param password null if the run failed
     * @param failure the reason then
     */
    private record Outcome(long at, @Nullable String password, String failure) {
        Duration lifetime() {
            return password == null ? PAUSE_AFTER_FAILURE : MAXIMUM_AGE;
        }

        String require() throws SQLException {
            if (password == null) {
                throw PasswordSource.unavailable(failure);
            }
            return password;
        }

        /** Hides the password. */
        @Override
        public String toString() {
            return "Outcome[…]";
        }
    }
}
