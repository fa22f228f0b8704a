package dev.daemion.kernel.secret;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets by name: the environment first, then the owner-only file {@code secrets} in Daemion's home, one
 * {@code NAME=value} per line ({@code #} starts a comment, at most 64 KiB). The file is looked at again whenever it
 * changed, so a new key counts without a restart. Thread-safe; reads a small local file, so call it off the actors.
 */
public final class SecretStore {
    /** What a name looks like, as in a shell: {@code ANTHROPIC_API_KEY}. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    private static final long BYTES_MAX = 64 * 1024;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Map<String, String> environment;
    private final Path file;
    private volatile @Nullable Read lastRead;

    /**
     * @param environment usually {@code System.getenv()}; a blank value counts as absent
     * @param file need not exist
     */
    public SecretStore(Map<String, String> environment, Path file) {
        this.environment = Map.copyOf(environment);
        this.file = file;
    }

    public Path file() {
        return file;
    }

    /**
     * The secret of that name, if there is one. Refused (thrown {@code Problem}): FORBIDDEN when the file can be read
     * by others, VALIDATION_FAILED when it does not read; the detail says what to do and never holds a value.
     */
    public Optional<Secret> find(String name) {
        var fromEnvironment = environment.get(name);
        if (fromEnvironment != null && !fromEnvironment.isBlank())
            return Optional.of(new Secret(fromEnvironment.strip()));
        return Optional.ofNullable(fromFile().get(name));
    }

    private Map<String, Secret> fromFile() {
        try {
            var stamp = stamp();
            var known = lastRead;
            if (known != null && known.stamp().equals(stamp)) return known.secrets();
            var secrets = parse(Files.readString(file));
            lastRead = new Read(stamp, secrets);
            return secrets;
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (CharacterCodingException e) {
            throw new Problem(
                    ProblemCode.VALIDATION_FAILED, "The secrets file " + file + " is not UTF-8 text; write it again.");
        } catch (IOException e) {
            throw new Problem(
                    ProblemCode.FORBIDDEN,
                    "The secrets file " + file + " cannot be read ("
                            + e.getClass().getSimpleName() + "); check that it is a file of yours with mode 0600.");
        }
    }

    /** Looks at the open door before at what lies behind it. */
    private Stamp stamp() throws IOException {
        var modified = Files.getLastModifiedTime(file);
        var size = Files.size(file);
        if (!Files.isRegularFile(file))
            throw new Problem(
                    ProblemCode.FORBIDDEN,
                    "The secrets file " + file + " is not a file; remove it and write it again.");
        if (size > BYTES_MAX)
            throw new Problem(
                    ProblemCode.VALIDATION_FAILED,
                    "The secrets file " + file + " is " + size + " bytes long; at most " + BYTES_MAX + " are read.");
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) return new Stamp(modified, size, OWNER_ONLY);
        var attributes = Files.readAttributes(file, PosixFileAttributes.class);
        var permissions = attributes.permissions();
        if (!OWNER_ONLY.containsAll(permissions))
            throw new Problem(
                    ProblemCode.FORBIDDEN,
                    "The secrets file " + file
                            + " can be used by others than its owner and was not read; run: chmod 600 " + file);
        return new Stamp(modified, size, permissions);
    }

    private Map<String, Secret> parse(String text) {
        var secrets = new LinkedHashMap<String, Secret>();
        var number = 0;
        for (var line : text.split("\n", -1)) {
            number++;
            var entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) continue;
            if (entry.startsWith("export "))
                entry = entry.substring("export ".length()).strip();
            var equals = entry.indexOf('=');
            var name = equals < 0 ? "" : entry.substring(0, equals).strip();
            var value = equals < 0 ? "" : unquote(entry.substring(equals + 1).strip());
            if (!NAME.matcher(name).matches() || value.isBlank())
                throw new Problem(
                        ProblemCode.VALIDATION_FAILED,
                        "Line " + number + " of the secrets file " + file
                                + " does not read NAME=value; correct or remove it.");
            secrets.put(name, new Secret(value));
        }
        return Map.copyOf(secrets);
    }

    private static String unquote(String value) {
        var isQuoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    private record Stamp(FileTime modified, long size, Set<PosixFilePermission> permissions) {}

    private record Read(Stamp stamp, Map<String, Secret> secrets) {}
}
