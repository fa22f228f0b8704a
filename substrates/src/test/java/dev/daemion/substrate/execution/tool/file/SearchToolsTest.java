package dev.daemion.substrate.execution.tool.file;

import static dev.daemion.substrate.execution.tool.ToolScopes.call;
import static dev.daemion.substrate.execution.tool.ToolScopes.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Among the tools that search")
@Timeout(60)
class SearchToolsTest {
    @TempDir
    Path base;

    private ToolScope scope;
    private Path work;
    private ConfinedPaths paths;

    @BeforeEach
    void lay() {
        scope = ToolScopes.in(base);
        work = scope.workingDirectory();
        paths = new ConfinedPaths(base);
    }

    private void file(String name, String content) throws IOException {
        var file = work.resolve(name);
        Files.createDirectories(work.resolve(name).resolveSibling("."));
        Files.writeString(file, content);
    }

    @Nested
    @DisplayName("LS and Glob")
    class Listing {
        private final ListTool list = new ListTool(new ConfinedPaths(Path.of("/nowhere")));
        private final GlobTool glob = new GlobTool(new ConfinedPaths(Path.of("/nowhere")));

        @Test
        @DisplayName("list a folder, folders first, links as links")
        void lists() throws Exception {
            file("b.txt", "12345");
            file("z/x", "");
            Files.createSymbolicLink(work.resolve("l"), Path.of("/etc"));

            assertThat(call(list, scope, "{}").output()).isEqualTo(work + ":\nz/\nb.txt  5 bytes\nl -> /etc");
            assertThat(call(list, scope, "{'path':'b.txt'}").output()).contains("is not a directory");
            assertThat(call(list, scope, "{'path':'nix'}").output()).contains("no folder");
        }

        @Test
        @DisplayName("bound what they answer")
        void bounded() throws Exception {
            for (int i = 0; i < 1200; i++) {
                file("many/f" + i, "");
            }

            assertThat(call(list, scope, "{'path':'many'}").output()).contains("[200 more of 1200");
            assertThat(call(glob, scope, "{'pattern':'many/*','limit':10}").output())
                    .contains("[1190 more match")
                    .hasLineCount(11);
        }

        @Test
        @DisplayName("find by name, across folders, without .git, node_modules, links and the home")
        void finds() throws Exception {
            file("A.java", "");
            file("src/main/B.java", "");
            file("src/main/C.ts", "");
            file(".git/D.java", "");
            file("node_modules/x/E.java", "");
            Files.writeString(scope.home().resolve("F.java"), "");
            Files.createSymbolicLink(work.resolve("home"), scope.home());
            var wide = ToolScopes.of(work, java.util.List.of(base.toRealPath()), scope.home());

            assertThat(call(glob, scope, "{'pattern':'*.java'}").output()).isEqualTo("A.java\nsrc/main/B.java");
            assertThat(call(glob, scope, "{'pattern':'**/*.java'}").output()).isEqualTo("A.java\nsrc/main/B.java");
            assertThat(call(glob, scope, "{'pattern':'src/**/*.{java,ts}'}").output())
                    .isEqualTo("src/main/B.java\nsrc/main/C.ts");
            assertThat(call(glob, scope, "{'pattern':'*.java','everything':true}")
                            .output())
                    .hasLineCount(4);
            assertThat(call(glob, wide, "{'pattern':'*.java','path':'..'}").output())
                    .isEqualTo("work/A.java\nwork/src/main/B.java");
            assertThat(call(glob, scope, "{'pattern':'*.none'}").output()).contains("No file matches");
        }
    }

    @Nested
    @DisplayName("Grep")
    class Grep {
        private final GrepTool grep = new GrepTool(new ConfinedPaths(Path.of("/nowhere")), ToolGuard.PUBLIC_ONLY);

        @Test
        @DisplayName("answers path, line and text, with context")
        void finds() throws Exception {
            file("a.txt", "one\nTwo\nthree\nfour\nfive\ntwo\n");

            assertThat(call(grep, scope, "{'pattern':'[Tt]wo'}").output()).isEqualTo("a.txt:2:Two\na.txt:6:two");
            assertThat(call(grep, scope, "{'pattern':'TWO','ignore_case':true,'path':'a.txt'}")
                            .output())
                    .hasLineCount(2);
            assertThat(call(grep, scope, "{'pattern':'wo$','context':1}").output())
                    .isEqualTo("a.txt-1-one\na.txt:2:Two\na.txt-3-three\n--\na.txt-5-five\na.txt:6:two\na.txt-7-");
            assertThat(call(grep, scope, "{'pattern':'e','glob':'*.md'}").output())
                    .isEqualTo("No line matches.");
            assertThat(call(grep, scope, "{'pattern':'e','limit':1}").output())
                    .startsWith("a.txt:1:one\n[there may be more");
            assertThat(call(grep, scope, "{'pattern':'(','path':'a.txt'}").output())
                    .contains("no regular expression");
        }

        @Test
        @DisplayName("does not look into what Read could not read")
        void protectedFiles() throws Exception {
            file(".env", "KEY=abc");
            file("binary", "KEY\0");
            file("a.txt", "KEY=x");
            Files.writeString(scope.home().resolve("secrets"), "KEY=home");
            Files.createLink(work.resolve("linked"), scope.home().resolve("secrets"));

            var answer = call(new GrepTool(paths, new DotFilesClosed()), scope, "{'pattern':'KEY'}")
                    .output();

            assertThat(answer)
                    .startsWith("a.txt:1:KEY=x\n")
                    .contains("rule protects them: 1")
                    .doesNotContain("abc", "home");
        }

        @ParameterizedTest
        @DisplayName("is not run away with by a pattern")
        @ValueSource(
                strings = {"(a+)+$", "(a|aa)+$", "(a*)*b", "(.*a){20}$", "(a|b|ab)*c", "^(([a-z])+.)+[A-Z]([a-z])+$"})
        void bombs(String pattern) throws Exception {
            file("bomb.txt", "a".repeat(20_000) + "!\n");
            var input = JsonNodeFactory.instance.objectNode().put("pattern", pattern);

            long before = System.nanoTime();
            var answer = call(grep, scope, input);

            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before))
                    .isLessThan(10);
            assertThat(answer.output()).isNotBlank();
        }

        @Test
        @DisplayName("stops within 250 ms")
        void stops() throws Exception {
            file("bomb.txt", ("a".repeat(200) + "!\n").repeat(40_000));
            var call = grep.start(json("{'pattern':'a*a*a*b'}"), scope);

            long before = System.nanoTime();
            call.cancel();
            var answer = call.result().toCompletableFuture().get(5, TimeUnit.SECONDS);

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
                    .isLessThan(650);
            assertThat(answer.output()).contains("stopped");
        }
    }
}
