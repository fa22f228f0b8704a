package dev.daemion.substrate.execution.tool.shell;

import dev.daemion.substrate.execution.tool.FileBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * What the kernel offers without bubblewrap, through programs that most Linux machines have (util-linux): processes of
 * its own, so that nothing outside can be signalled, and Daemion's home covered by an empty read-only folder with the
 * workspace in it. Nothing else is closed: everywhere else the account's rights hold.
 */
final class Namespaces {
    static final List<String> PROGRAMS = List.of("unshare", "setpriv", "mount", "sh");

    /** Covered by the empty folder first, which is then moved over the home. */
    private static final String COVER = ".cover";

    /**
     * Its words are the home and the working directory; the command comes after them. It stays, so that the command is
     * not the first process of its own world, which no signal but KILL would reach; and it lets go of every right that
     * could take the cover away again.
     */
    private static final String SCRIPT = """
        home=$1; directory=$2; shift 2
        cover=$home/.cover
        mount -t tmpfs -o mode=700,size=1m tmpfs "$cover" || exit 125
        if [ -d "$home/workspace" ]; then
            mkdir "$cover/workspace" && mount --bind "$home/workspace" "$cover/workspace" || exit 125
        fi
        mount --move "$cover" "$home" && mount -o remount,ro "$home" && cd "$directory" || exit 125
        setpriv --no-new-privs --inh-caps=-all --ambient-caps=-all --bounding-set=-all -- "$@"
        exit $?
        """;

    private Namespaces() {}

    /** @throws IOException when the home cannot be prepared */
    static void prepare(Path home) throws IOException {
        var cover = home.resolve(COVER);
        if (!Files.isDirectory(cover)) {
            Files.createDirectory(
                    cover, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    static List<String> arguments(Path unshare, FileBounds scope) {
        return List.of(
                unshare.toString(),
                "--user",
                "--map-current-user",
                "--keep-caps",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "--",
                "sh",
                "-c",
                SCRIPT,
                "sh",
                scope.home().toString(),
                scope.workingDirectory().toString());
    }

    /** Succeeds where the home is covered. */
    static List<String> trial(FileBounds scope) {
        return List.of("test", "!", "-e", scope.home().resolve(COVER).toString());
    }
}
