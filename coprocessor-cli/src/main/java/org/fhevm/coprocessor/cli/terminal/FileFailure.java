package org.fhevm.coprocessor.cli.terminal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words why a file could not be read or written. The JDK's messages are often its name only. */
public final class FileFailure {
    private FileFailure() {}

    /** The reason, with the name of the file. */
    public static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "there is no file or folder " + missing.getFile();
            case AccessDeniedException denied ->
                "this user has no right to " + denied.getFile() + ": change its owner or its mode";
            case FileAlreadyExistsException there -> there.getFile() + " exists already: name another file or folder";
            case NotDirectoryException file -> file.getFile() + " is no folder";
            case DirectoryNotEmptyException folder -> "the folder " + folder.getFile() + " is not empty";
            case FileSystemException other ->
                "cannot use " + other.getFile() + (other.getReason() == null ? "" : ": " + other.getReason());
            case IOException other -> String.valueOf(other.getMessage());
        };
    }
}
