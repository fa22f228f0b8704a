package dev.daemion.substrate.execution.tool.shell;

import static dev.daemion.substrate.execution.tool.ToolScopes.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Bash without bubblewrap, in namespaces of its own")
@Timeout(60)
class NamespacesTest {
    private static final String SECRET = "the-credential";

    @TempDir
    Path base;

    private ToolScope scope;
    private Path home;
    private BashTool bash;
    private Process victim;

    @BeforeEach
    void lay() throws Exception {
        scope = ToolScopes.in(base);
        home = scope.home();
        Files.writeString(home.resolve("credential"), SECRET);
        Files.createDirectories(home.resolve("workspace"));
        bash = new BashTool(new ConfinedPaths(base), launcher());
        victim = new ProcessBuilder("sleep", "300").start();
        assumeThat(run("true").note()).as("the kernel allows it").isNull();
    }

    @AfterEach
    void end() {
        victim.destroyForcibly();
    }

    /** Every program there is, except bubblewrap. */
    private ChildLauncher launcher() throws IOException {
        var programs = Files.createDirectories(base.resolve("programs"));
        for (var folder : System.getenv("PATH").split(":", -1)) {
            if (!Files.isDirectory(Path.of(folder))) {
                continue;
            }
            try (var files = Files.list(Path.of(folder))) {
                for (var file : files.toList()) {
                    var link = programs.resolve(file.getFileName());
                    if (!link.endsWith("bwrap") && Files.notExists(link, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                        Files.createSymbolicLink(link, file);
                    }
                }
            }
        }
        var environment = new HashMap<>(System.getenv());
        environment.put("PATH", programs.toString());
        return new ChildLauncher(environment);
    }

    private Tool.Result run(String command) throws Exception {
        return call(bash, scope, JsonNodeFactory.instance.objectNode().put("command", command));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "kill -9 VICTIM",
                "kill -9 $PPID; kill -9 VICTIM",
                "v=VICTIM; /bin/kill -KILL $v",
                "kill -9 -1",
                "unshare -Ur kill -9 VICTIM",
                "nsenter -t 1 -a kill -9 VICTIM"
            })
    @DisplayName("signals nobody outside")
    void signals(String command) throws Exception {
        run(command.replace("VICTIM", Long.toString(victim.pid())));

        assertThat(victim.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(run("echo still here").output()).isEqualTo("still here\n");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "cat HOME/credential",
                "h=HOME; h=${h%/*}/${h##*/}; cat $h/cred*",
                "cd HOME/workspace && cat ../credential",
                "umount HOME; cat HOME/credential",
                "unshare -Urm umount HOME; cat HOME/credential",
                "mount --bind / /mnt; cat /mntHOME/credential",
                "cat /proc/1/root/HOME/credential",
                "grep -rs the-cred HOME"
            })
    @DisplayName("reads nothing of the home")
    void reads(String command) throws Exception {
        assertThat(run(command.replace("HOME", home.toString())).output()).doesNotContain(SECRET);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "echo x > HOME/config.yaml",
                "mkdir HOME/extra",
                "rm -rf HOME/credential HOME/.cover",
                "mv HOME HOME-old",
                "mount -o remount,rw HOME; echo x > HOME/config.yaml"
            })
    @DisplayName("writes nothing into the home")
    void writes(String command) throws Exception {
        run(command.replace("HOME", home.toString()));

        try (var left = Files.list(home)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("credential", "workspace", ".cover");
        }
        assertThat(home.resolve("credential")).hasContent(SECRET);
    }

    @Test
    @DisplayName("works in its folder and in the workspace, as the same user, and answers its own exit code")
    void works() throws Exception {
        assertThat(run("id -u; pwd; echo a > here; echo b > " + home.resolve("workspace/there"))
                        .output())
                .isEqualTo(new ProcessBuilder("id", "-u").start().inputReader().readLine() + "\n"
                        + scope.workingDirectory() + "\n");
        assertThat(scope.workingDirectory().resolve("here")).hasContent("a");
        assertThat(home.resolve("workspace/there")).hasContent("b");
        assertThat(run("exit 7").output()).isEqualTo("[exit code 7]");
        assertThat(run("kill -TERM $$").isError()).isTrue();
    }

    @Test
    @DisplayName("is told to stop before it is ended, with everything it started")
    void stops() throws Exception {
        var command = "trap 'echo told > told; exit' TERM; (setsid sleep 77 &); touch started; sleep 78 & wait";
        var call = bash.start(JsonNodeFactory.instance.objectNode().put("command", command), scope);
        while (!Files.exists(scope.workingDirectory().resolve("started"))) {
            Thread.sleep(5);
        }
        call.cancel();
        call.result().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(scope.workingDirectory().resolve("told")).hasContent("told");
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process -> process.info().commandLine().orElse("").matches(".*sleep 7[78]"));
    }
}
