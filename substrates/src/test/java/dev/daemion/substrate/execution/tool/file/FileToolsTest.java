package dev.daemion.substrate.execution.tool.file;

import static dev.daemion.substrate.execution.tool.ToolScopes.call;
import static dev.daemion.substrate.execution.tool.ToolScopes.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Among the tools on files")
@Timeout(60)
class FileToolsTest {
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
    @DisplayName("Read")
    class Read {
        private final ReadTool read = new ReadTool(new ConfinedPaths(Path.of("/nowhere")));

        @Test
        @DisplayName("answers the text as it is, without numbers")
        void plain() throws Exception {
            file("a.txt", "one\ntwo ä 😀\n");

            assertThat(call(read, scope, "{'path':'a.txt'}").output()).isEqualTo("one\ntwo ä 😀\n");
            assertThat(call(read, scope, "{'path':'a.txt','line_numbers':true}").output())
                    .isEqualTo("1\tone\n2\ttwo ä 😀\n");
        }

        @Test
        @DisplayName("answers a piece and says where to go on")
        void piece() throws Exception {
            file("a.txt", "1\n2\n3\n4\n5");

            assertThat(call(read, scope, "{'path':'a.txt','offset':2,'limit':2}")
                            .output())
                    .isEqualTo("2\n3\n[more follows: go on with offset 4]");
            assertThat(call(read, scope, "{'path':'a.txt','offset':5}").output())
                    .isEqualTo("5");
            assertThat(call(read, scope, "{'path':'a.txt','offset':6}").isError())
                    .isTrue();
            assertThat(call(read, scope, "{'path':'a.txt','offset':1,'limit':5}")
                            .output())
                    .isEqualTo("1\n2\n3\n4\n5");
        }

        @Test
        @DisplayName("stays within 256 KiB, never within a character")
        void bounded() throws Exception {
            file("long.txt", "ä".repeat(400_000));
            file("lines.txt", ("x".repeat(99) + "\n").repeat(10_000));

            var one = call(read, scope, "{'path':'long.txt'}").output();
            assertThat(one.getBytes(StandardCharsets.UTF_8).length).isLessThan(ReadTool.BYTES_MAX + 200);
            assertThat(one).doesNotContain("\uFFFD").endsWith("is longer than 256 KiB and is cut here]");
            var many = call(read, scope, "{'path':'lines.txt','limit':100000}").output();
            assertThat(many).endsWith("[more follows: go on with offset 2622]");
        }

        @Test
        @DisplayName("says what is empty, binary, not UTF-8, a folder, missing")
        void unusual() throws Exception {
            file("empty", "");
            Files.write(work.resolve("binary"), new byte[] {1, 2, 0, 3});
            Files.write(work.resolve("latin"), "gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));

            assertThat(call(read, scope, "{'path':'empty'}").output()).isEqualTo("[the file is empty]");
            assertThat(call(read, scope, "{'path':'binary'}").isError()).isTrue();
            assertThat(call(read, scope, "{'path':'binary'}").output()).contains("binary", "4 bytes");
            assertThat(call(read, scope, "{'path':'latin'}").output()).contains("not UTF-8 from byte 2");
            assertThat(call(read, scope, "{'path':'.'}").output()).contains("is a directory");
            assertThat(call(read, scope, "{'path':'missing'}").output()).contains("There is no", "missing");
            assertThat(call(read, scope, "{'path':'no/such/folder/x'}").isError())
                    .isTrue();
        }

        @Test
        @EnabledOnOs(OS.LINUX)
        @DisplayName("does not wait for a pipe")
        void pipe() throws Exception {
            new ProcessBuilder("mkfifo", work.resolve("pipe").toString())
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);

            assertThat(call(read, scope, "{'path':'pipe'}").output()).contains("no regular file");
        }

        @Test
        @DisplayName("refuses a bad input with what is wrong, all at once")
        void badInput() throws Exception {
            assertThat(call(read, scope, "{'file':'x','offset':0,'limit':'two'}")
                            .output())
                    .contains("no field `file`", "`path` is missing", "`offset` must be", "`limit` must be");
            assertThat(call(read, scope, "[1]").output()).contains("must be a JSON object");
            assertThat(call(read, scope, "{'path':7}").output()).contains("must be a text");
            assertThat(call(read, scope, "{'path':'../home/credential'}").output())
                    .contains("home");
        }
    }

    @Nested
    @DisplayName("Write")
    class Write {
        private final WriteTool write = new WriteTool(new ConfinedPaths(Path.of("/nowhere")));

        private ObjectNode input(String path, String content) {
            return JsonNodeFactory.instance.objectNode().put("path", path).put("content", content);
        }

        @Test
        @DisplayName("makes parents, replaces, keeps the mode, leaves nothing beside")
        void writes() throws Exception {
            assertThat(call(write, scope, input("a/b/c.sh", "one")).output()).startsWith("Created ");
            Files.setPosixFilePermissions(work.resolve("a/b/c.sh"), PosixFilePermissions.fromString("rwxr-x---"));

            assertThat(call(write, scope, input("a/b/c.sh", "two")).output()).startsWith("Replaced ");

            assertThat(work.resolve("a/b/c.sh")).hasContent("two");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work.resolve("a/b/c.sh"))))
                    .isEqualTo("rwxr-x---");
            try (var beside = Files.list(work.resolve("a/b"))) {
                assertThat(beside).hasSize(1);
            }
        }

        @Test
        @DisplayName("keeps a link and replaces what it leads to; a second name of the old file keeps the old content")
        void links() throws Exception {
            file("real.txt", "old");
            Files.createSymbolicLink(work.resolve("link.txt"), work.resolve("real.txt"));
            Files.createLink(work.resolve("hard.txt"), work.resolve("real.txt"));

            call(write, scope, input("link.txt", "new"));

            assertThat(work.resolve("link.txt")).isSymbolicLink();
            assertThat(work.resolve("real.txt")).hasContent("new");
            assertThat(work.resolve("hard.txt")).hasContent("old");
        }

        @Test
        @DisplayName("refuses a folder, too much, outside, and says so before anybody is asked")
        void refuses() throws Exception {
            Files.createDirectories(work.resolve("folder"));

            assertThat(write.refusal(input("folder", "x"), scope))
                    .hasValueSatisfying(r -> assertThat(r).contains("is a directory"));
            assertThat(write.refusal(input("x", "ä".repeat(600_000)), scope))
                    .hasValueSatisfying(r -> assertThat(r).contains("1 MiB"));
            assertThat(call(write, scope, input("../outside.txt", "x")).isError())
                    .isTrue();
            assertThat(call(write, scope, input("real.txt/x", "x")).isError()).isFalse();
            assertThat(call(write, scope, input("real.txt/x/y", "x")).isError()).isTrue();
            assertThat(base.resolve("outside.txt")).doesNotExist();
        }

        @Test
        @DisplayName("asks in words a person can decide on, and shows a diff")
        void asks() throws Exception {
            file("a.txt", "1\n2\n3\n");

            assertThat(write.question(input("a.txt", "1\n"), scope).summary())
                    .contains("2 bytes", work.resolve("a.txt").toString(), "replaces");
            assertThat(write.question(input("b.txt", "1\n"), scope).summary()).contains("a new file");
            assertThat(write.preview(input("a.txt", "1\ntwo\n3\n"), scope))
                    .hasValueSatisfying(diff -> assertThat(diff).endsWith("@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n"));
            assertThat(write.preview(input("b.txt", "x\n".repeat(100_000)), scope))
                    .hasValueSatisfying(diff -> assertThat(diff.length()).isLessThan(20_000));
        }
    }

    @Nested
    @DisplayName("Edit")
    class Edit {
        private final EditTool edit = new EditTool(new ConfinedPaths(Path.of("/nowhere")), ToolGuard.PUBLIC_ONLY);

        @Test
        @DisplayName("replaces the one place")
        void replaces() throws Exception {
            file("a.txt", "one two three");

            assertThat(call(edit, scope, "{'path':'a.txt','old_string':'two','new_string':'2'}")
                            .output())
                    .contains("one place");
            assertThat(work.resolve("a.txt")).hasContent("one 2 three");
        }

        @Test
        @DisplayName("says how often the piece occurs, and why it was not found")
        void explains() throws Exception {
            file("a.txt", "x = 1;\r\nx = 1;\r\n");

            assertThat(call(edit, scope, "{'path':'a.txt','old_string':'x','new_string':'y'}")
                            .output())
                    .contains("occurs 2 times");
            assertThat(call(edit, scope, "{'path':'a.txt','old_string':'z','new_string':'y'}")
                            .output())
                    .contains("does not occur");
            assertThat(call(edit, scope, "{'path':'a.txt','old_string':';\\nx','new_string':'y'}")
                            .output())
                    .contains("CR LF");
            assertThat(call(edit, scope, "{'path':'a.txt','old_string':'x  =','new_string':'y'}")
                            .output())
                    .contains("spaces");
            assertThat(call(edit, scope, "{'path':'a.txt','old_string':'','new_string':'y'}")
                            .output())
                    .contains("empty");
            assertThat(call(edit, scope, "{'path':'a.txt','old_string':'x','new_string':'x'}")
                            .output())
                    .contains("equal");
            assertThat(call(edit, scope, "{'path':'no.txt','old_string':'x','new_string':'y'}")
                            .isError())
                    .isTrue();
            assertThat(Files.readString(work.resolve("a.txt"))).isEqualTo("x = 1;\r\nx = 1;\r\n");
        }

        @Test
        @DisplayName("replaces all when asked to")
        void replacesAll() throws Exception {
            file("a.txt", "a$a$a");

            assertThat(call(edit, scope, "{'path':'a.txt','old_string':'a','new_string':'$1','replace_all':true}")
                            .output())
                    .contains("3 places");
            assertThat(work.resolve("a.txt")).hasContent("$1$$1$$1");
        }

        @Test
        @DisplayName("does not tell what stands in a file that a rule protects")
        void protectedFile() throws Exception {
            file(".env", "KEY=abc");
            var careful = new EditTool(paths, new DotFilesClosed());

            assertThat(careful.refusal(json("{'path':'.env','old_string':'nothing','new_string':'y'}"), scope))
                    .isEmpty();
        }
    }
}
