package dev.daemion.gateway.settings;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state directory: everything this daemon knows is in it, so it belongs to one user and nobody else reads it.
 *
 * @param path absolute; after {@link #open} also real, with symbolic links resolved
 */
public record Home(Path path) {
    private static final Set<PosixFilePermission> PRIVATE_DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.copyOf(EnumSet.complementOf(EnumSet.copyOf(PRIVATE_DIRECTORY)));

    /**
     * The home named by the flag, else by {@code DAEMION_HOME}, else {@code ~/.daemion}; nothing on disk is touched.
     */
    public static Home resolve(@Nullable String flag, Map<String, String> environment) {
        var named = flag != null ? flag : environment.get("DAEMION_HOME");
        if (named == null || named.isBlank()) {
            return new Home(userHome(environment).resolve(".daemion"));
        }
        return new Home(expand(named, environment));
    }

    /** A path as a person writes it: {@code ~} is the user's home, a relative path starts at the working directory. */
    public static Path expand(String text, Map<String, String> environment) {
        var trimmed = text.strip();
        if (trimmed.equals("~") || trimmed.startsWith("~/")) {
            return userHome(environment)
                    .resolve(trimmed.length() > 2 ? trimmed.substring(2) : "")
                    .normalize();
        }
        if (trimmed.startsWith("~")) {
            throw new StartRefused(
                    StartRefused.Reason.SETTINGS,
                    "The path " + trimmed + " names another user's home; write the whole path instead.");
        }
        return Path.of(trimmed).toAbsolutePath().normalize();
    }

    /** The user's own home directory, from {@code HOME} when it is absolute. */
    public static Path userHome(Map<String, String> environment) {
        var named = environment.get("HOME");
        return named != null && named.startsWith("/") ? Path.of(named) : Path.of(System.getProperty("user.home"));
    }

    /**
     * Creates the directory when it is absent (mode 0700) and checks that it is private and ours. Refused: HOME, with
     * the command that mends it.
     */
    public Home open() {
        try {
            if (!Files.exists(path)) {
                Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
            }
            var real = path.toRealPath();
            if (!Files.isDirectory(real)) {
                throw refused(real + " is not a directory; choose another with --home or DAEMION_HOME.");
            }
            checkOwner(real);
            if (isOpenToOthers(real)) {
                throw refused(real + " can be read by other users; run: chmod 700 " + quoted(real));
            }
            if (!Files.isWritable(real)) {
                throw refused(real + " is not writable; run: chmod 700 " + quoted(real));
            }
            return new Home(real);
        } catch (IOException e) {
            throw refused(
                    "The home " + path + " cannot be used (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "); choose another with --home or DAEMION_HOME.");
        }
    }

    /** Refuses a secret file that others can read or that another user owns. The file must exist. */
    public static void checkPrivateFile(Path file) throws IOException {
        if (Files.isSymbolicLink(file) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw refused(file + " must be a regular file; move it away and start again to get a new one.");
        }
        checkOwner(file);
        if (isOpenToOthers(file)) {
            throw refused(file + " can be read by other users; run: chmod 600 " + quoted(file));
        }
    }

    public Path config() {
        return path.resolve("config.yaml");
    }

    /** Where a running daemon says how to reach it. */
    public Path registration() {
        return path.resolve("daemon.json");
    }

    public Path credential() {
        return path.resolve("credential");
    }

    public Path database() {
        return path.resolve("daemion.db");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    /** Agents that the owner keeps as folders; it need not exist. */
    public Path agents() {
        return path.resolve("agents");
    }

    /** The one folder in here that tools may write. */
    public Path workspace() {
        return path.resolve("workspace");
    }

    private static void checkOwner(Path file) throws IOException {
        var owner = Files.getAttribute(file, "unix:uid");
        if (owner instanceof Integer uid && uid != new UnixSystem().getUid()) {
            throw refused(
                    file + " belongs to another user (" + Files.getOwner(file).getName()
                            + "); start as that user, run: sudo chown -R \"$(id -un)\" " + quoted(file)
                            + " or choose another home with --home.");
        }
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    }

    private static String quoted(Path path) {
        var text = path.toString();
        return text.matches("[A-Za-z0-9/._@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private static StartRefused refused(String sentence) {
        return new StartRefused(StartRefused.Reason.HOME, sentence);
    }
}
