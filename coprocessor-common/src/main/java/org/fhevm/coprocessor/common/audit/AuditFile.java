package org.fhevm.coprocessor.common.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that lines are appended to. Only its owner can read one that is created here. A file that was moved or removed
 * is noticed before the next lines, which go to a new file of the name: rotation by moving needs no signal.
 */
public final class AuditFile implements AuditOutput {
    private final Path path;
    private FileChannel channel;
    private @Nullable Object identity;
    /** The last lines were written in part: the next ones begin on a line of their own. */
    private boolean isCutOff;

    private AuditFile(Path path, FileChannel channel, @Nullable Object identity) {
        this.path = path;
        this.channel = channel;
        this.identity = identity;
    }

    /** @throws IOException if the file can be neither opened nor created */
    public static AuditFile open(Path path) throws IOException {
        FileChannel channel = channel(path);
        return new AuditFile(path, channel, identity(path));
    }

    private static FileChannel channel(Path path) throws IOException {
        return FileChannel.open(
                path,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Device and inode; null if there is no such file. */
    private static @Nullable Object identity(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void append(byte[] lines) throws IOException {
        reopenIfMoved();
        ByteBuffer rest = ByteBuffer.wrap(isCutOff ? onOwnLine(lines) : lines);
        try {
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            isCutOff = false;
        } catch (IOException e) {
            isCutOff |= rest.position() > 0;
            throw e;
        }
    }

    private void reopenIfMoved() throws IOException {
        if (channel.isOpen() && Objects.equals(identity(path), identity)) {
            return;
        }
        channel.close();
        channel = channel(path);
        identity = identity(path);
        isCutOff = false;
    }

    private static byte[] onOwnLine(byte[] lines) {
        byte[] result = new byte[lines.length + 1];
        result[0] = '\n';
        System.arraycopy(lines, 0, result, 1, lines.length);
        return result;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
