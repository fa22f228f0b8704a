package dev.daemion.substrate.execution.tool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Turns what the file system reports into a sentence a model can act on. */
public final class Sentences {
    private Sentences() {}

    public static String of(IOException failure) {
        var message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case NoSuchFileException _ -> "There is no " + message + ".";
            case AccessDeniedException _ -> message + " may not be touched by this user account.";
            case FileAlreadyExistsException _ -> message + " exists already.";
            case NotDirectoryException _ -> message + " is not a directory.";
            case DirectoryNotEmptyException _ -> message + " is not empty.";
            case FileSystemLoopException _ -> message + " is a symbolic link that leads back to itself.";
            case FileSystemException f when f.getReason() != null -> f.getFile() + ": " + f.getReason() + ".";
            default -> message;
        };
    }
}
