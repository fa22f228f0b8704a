package dev.daemion.substrate.execution.tool.shell;

import static dev.daemion.substrate.execution.tool.ToolScopes.call;
import static dev.daemion.substrate.execution.tool.ToolScopes.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Bash")
@Timeout(60)
class BashToolTest {
    @TempDir
    Path base;

    private ToolScope scope;
    private BashTool bash;

    @BeforeEach
    void lay() {
        scope = ToolScopes.in(base);
        bash = new BashTool(new ConfinedPaths(base), new ChildLauncher(System.getenv()));
    }

    @Test
    @DisplayName("answers output, errors and the exit code, in plain text")
    void answers() throws Exception {
        var good = call(bash, scope, "{'command':'printf \\u001b[31mred\\u001b[0m; pwd'}");
        var bad = call(bash, scope, "{'command':'echo out; echo no >&2; exit 4'}");

        assertThat(good.isError()).isFalse();
        assertThat(good.output()).isEqualTo("red" + scope.workingDirectory() + "\n");
        assertThat(bad.isError()).isTrue();
        assertThat(bad.output()).isEqualTo("out\n[standard error]\nno\n[exit code 4]");
        assertThat(call(bash, scope, "{'command':'true'}").output()).isEqualTo("[no output]");
    }

    @Test
    @DisplayName("says when it ran without a sandbox")
    void honest() throws Exception {
        var environment = new HashMap<>(System.getenv());
        var tools = Files.createDirectories(base.resolve("bin"));
        Files.createSymbolicLink(tools.resolve("bash"), Path.of("/bin/bash"));
        environment.put("PATH", tools.toString());
        var bare = new BashTool(new ConfinedPaths(base), new ChildLauncher(environment));

        assertThat(call(bare, scope, "{'command':'echo x'}").note()).contains("No sandbox", "bubblewrap");
    }

    @Test
    @DisplayName("runs through bubblewrap when it works: system read-only, roots bound, home covered last")
    void sandbox() throws Exception {
        var fake = Files.createDirectories(base.resolve("bin")).resolve("bwrap");
        Files.writeString(
                fake,
                "#!/bin/bash\necho \"$*\" >> " + base.resolve("calls")
                        + "\nwhile [ \"$1\" != bash ] && [ \"$1\" != true ]; do shift; done\nexec \"$@\"\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        var environment = new HashMap<>(System.getenv());
        environment.put("PATH", fake.resolveSibling(".").normalize() + ":" + environment.get("PATH"));
        var confined = new BashTool(new ConfinedPaths(base), new ChildLauncher(environment));

        var answer = call(confined, scope, "{'command':'echo inside'}");

        assertThat(answer.output()).isEqualTo("inside\n");
        assertThat(answer.note()).isNull();
        var calls = Files.readAllLines(base.resolve("calls"));
        assertThat(calls).hasSize(2);
        assertThat(calls.getLast())
                .contains("--die-with-parent", "--unshare-pid", "--ro-bind / /")
                .containsSubsequence(
                        "--bind " + scope.roots().getFirst(), "--tmpfs " + scope.home(), "bash --noprofile --norc -c");
    }

    @Test
    @DisplayName("covers the home after the root that contains it, and opens the workspace again after that")
    void sandboxOrder() throws IOException {
        var top = base.toRealPath();
        var workspace = scope.home().resolve("workspace");
        var wide = ToolScopes.of(scope.workingDirectory(), List.of(workspace, top), scope.home());

        assertThat(String.join(" ", Sandbox.arguments(Path.of("/usr/bin/bwrap"), wide)))
                .containsSubsequence(
                        "--bind " + top + " ", "--tmpfs " + scope.home() + " ", "--bind " + workspace + " ", "--chdir");
    }

    @Test
    @DisplayName("in a real sandbox writes in the roots only, sees no home, and ends with everything it started")
    void realSandbox() throws Exception {
        assumeThat(new ChildLauncher(System.getenv()).find("bwrap"))
                .as("bubblewrap is on this machine")
                .isPresent();
        assumeThat(call(bash, scope, "{'command':'true'}").note())
                .as("and it works")
                .isNull();
        Files.writeString(scope.home().resolve("credential"), "secret");
        Files.writeString(base.resolve("outside"), "old");

        var answer = call(
                bash,
                scope,
                "{'command':'echo in > in.txt; echo new > " + base.resolve("outside") + "; cat "
                        + scope.home().resolve("credential") + "; ls -A " + scope.home()
                        + "; touch /usr/x; pwd; (setsid sleep 67 &) ; echo end'}");

        assertThat(scope.workingDirectory().resolve("in.txt")).hasContent("in");
        assertThat(base.resolve("outside")).hasContent("old");
        assertThat(answer.output())
                .startsWith(scope.workingDirectory() + "\nend\n")
                .doesNotContain("secret")
                .contains("touch");
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(p -> p.info().commandLine().orElse("").endsWith("sleep 67"));
        var slow = bash.start(json("{'command':'sleep 68'}"), scope);
        slow.cancel();
        assertThat(slow.result().toCompletableFuture().get(5, TimeUnit.SECONDS).isError())
                .isTrue();
    }

    @Test
    @DisplayName("reads nothing, keeps no start-up file, inherits no key")
    void closed() throws Exception {
        Files.writeString(scope.workingDirectory().resolve(".bashrc"), "echo evil");

        assertThat(call(bash, scope, "{'command':'cat; echo end'}").output()).isEqualTo("end\n");
    }

    @Test
    @DisplayName("ends what takes too long, and says so with what there was")
    void timeout() throws Exception {
        var answer = call(bash, scope, "{'command':'echo begun; sleep 30','timeout_seconds':1}");

        assertThat(answer.isError()).isTrue();
        assertThat(answer.output()).isEqualTo("begun\n[It was ended after 1 s, the time it was given.]");
    }

    @Test
    @DisplayName("stops within 250 ms and keeps what was said")
    void stops() throws Exception {
        var marker = scope.workingDirectory().resolve("started");
        var call = bash.start(json("{'command':'echo begun; touch started; sleep 30'}"), scope);
        while (!Files.exists(marker)) {
            Thread.onSpinWait();
        }

        long before = System.nanoTime();
        call.cancel();
        var answer = call.result().toCompletableFuture().get(5, TimeUnit.SECONDS);

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isLessThan(650);
        assertThat(answer.isError()).isTrue();
    }

    @Test
    @DisplayName("has a directory inside the roots, which becomes part of what is decided on")
    void directory() throws Exception {
        var below = Files.createDirectories(scope.workingDirectory().resolve("it's"));
        var input = json("{'command':'pwd'}");
        var elsewhere =
                ((com.fasterxml.jackson.databind.node.ObjectNode) json("{'command':'pwd'}")).put("directory", "it's");

        assertThat(bash.subject(input, scope)).isEqualTo("pwd");
        assertThat(bash.subject(elsewhere, scope)).isEqualTo("cd '" + scope.workingDirectory() + "/it'\\''s' && pwd");
        assertThat(call(bash, scope, elsewhere).output()).isEqualTo(below + "\n");
        assertThat(bash.refusal(json("{'command':'pwd','directory':'/etc'}"), scope))
                .isPresent();
        assertThat(bash.refusal(json("{'command':'pwd','directory':'missing'}"), scope))
                .isPresent();
        assertThat(bash.refusal(json("{'command':'pwd','timeout_seconds':601}"), scope))
                .isPresent();
        assertThat(bash.refusal(json("{'command':'  '}"), scope)).isPresent();
        assertThat(bash.question(json("{'command':'echo a\\n  echo b'}"), scope).summary())
                .isEqualTo("Runs in " + scope.workingDirectory() + ": echo a ⏎ echo b");
    }
}
