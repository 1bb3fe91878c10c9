package org.fhevm.coprocessor.server.signing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Reads files that hold secrets, and refuses those that other users of the machine can read or change.
 *
 * <p>In the folder of mounted secrets reading rights are not checked: a container platform creates these files, gives
 * them to root with mode 0444, and shows them inside of one container only.
 *
 * @param readableAllowed whether files are read whatever their rights
 * @param mounted the folder of mounted secrets
 */
public record SecretFiles(boolean readableAllowed, Path mounted) {
    /** Refuses files that others can read. */
    public static final SecretFiles OWNER_ONLY = new SecretFiles(false, Path.of("/run/secrets"));

    private static final Set<PosixFilePermission> CHANGE_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> ACCESS_BY_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_WRITE);

    /** Reads files whatever their rights. */
    public SecretFiles allowingReadable() {
        return new SecretFiles(true, mounted);
    }

    /**
     * Reads a whole file.
     *
     * @param subject what the file is, for messages
     * @throws IOException if the file cannot be read, is longer than the maximum, or has rights that are refused; the
     *     message does not contain a part of the file
     */
    byte[] read(String subject, Path file, int maximumBytes) throws IOException {
        require(subject, file);
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(maximumBytes + 1);
        }
        if (content.length > maximumBytes) {
            throw new IOException(subject + " " + file + " is longer than " + maximumBytes + " bytes");
        }
        return content;
    }

    /**
     * Refuses a file that other users can read or change.
     *
     * @throws IOException if they can
     */
    public void require(String subject, Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (readableAllowed || view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        Set<PosixFilePermission> refused = isMounted(file) ? CHANGE_BY_OTHERS : ACCESS_BY_OTHERS;
        if (permissions.stream().anyMatch(refused::contains)) {
            throw new IOException(subject + " " + file + " can be read or changed by other users ("
                    + PosixFilePermissions.toString(permissions) + "): run chmod 600 " + file
                    + ", or allow it with --allow-readable-keys");
        }
    }

    private boolean isMounted(Path file) {
        try {
            return file.toRealPath().startsWith(mounted);
        } catch (IOException e) {
            return false; // A pipe that a shell made, as in <(command), is in no folder.
        }
    }
}
