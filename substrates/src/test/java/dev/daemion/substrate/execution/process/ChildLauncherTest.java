package dev.daemion.substrate.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A child process")
@Timeout(60)
class ChildLauncherTest {
    private final ChildLauncher launcher = new ChildLauncher(System.getenv());

    @TempDir
    Path directory;

    private Launch bash(String command) {
        return Launch.of(List.of("bash", "--noprofile", "--norc", "-c", command), directory);
    }

    private Exit run(String command) throws InterruptedException {
        return launcher.start(bash(command)).await();
    }

    @Test
    @DisplayName("answers both outputs and its exit code")
    void outputs() throws Exception {
        var end = run("echo out; echo err >&2; exit 3");

        assertThat(end.cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(end.code()).isEqualTo(3);
        assertThat(end.stdout().text()).isEqualTo("out\n");
        assertThat(end.stderr().text()).isEqualTo("err\n");
    }

    @Test
    @DisplayName("reads end of file at once when its input is closed")
    void closedInput() throws Exception {
        var end = run("cat; read x; echo \"read: $?\"");

        assertThat(end.stdout().text()).isEqualTo("read: 1\n");
        assertThat(end.elapsed()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("reads the text it is given")
    void textInput() throws Exception {
        var end = launcher.start(bash("wc -c").withStdin(new Launch.Stdin.Text("x".repeat(300_000))))
                .await();

        assertThat(end.stdout().text().strip()).isEqualTo("300000");
    }

    @Test
    @DisplayName("talks both ways when its input is open")
    void openInput() throws Exception {
        var heard = new AtomicReference<>("");
        var child = launcher.start(bash("read a; echo \"got $a\"; read b; echo \"then $b\"")
                .withStdin(new Launch.Stdin.Open())
                .withSink((bytes, length) ->
                        heard.updateAndGet(h -> h + new String(bytes, 0, length, StandardCharsets.UTF_8))));
        try (var in = child.stdin()) {
            in.write("one\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            await(() -> String.valueOf(heard.get()).contains("got one"));
            in.write("two\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            assertThat(child.await().stdout().text()).isEqualTo("got one\nthen two\n");
        }
    }

    @Test
    @DisplayName("may flood both outputs: head and tail are kept, the rest is counted")
    void flood() throws Exception {
        var end = launcher.start(bash("(echo first; head -c 100000000 /dev/zero | tr '\\0' 'x'; echo; echo last) & "
                                + "head -c 100000000 /dev/zero | tr '\\0' 'y' >&2; wait")
                        .withOutputMax(2000, 1000))
                .await();

        assertThat(end.code()).isZero();
        assertThat(end.stdout().text()).startsWith("first\n").endsWith("last\n").contains(" bytes left out …");
        assertThat(end.stdout().byteCount()).isEqualTo(100_000_012);
        assertThat(end.stdout().text().length()).isLessThan(2100);
        assertThat(end.stderr().byteCount()).isEqualTo(100_000_000);
    }

    @Test
    @DisplayName("gets an allow-listed environment: no key, no loader variable, only what was added")
    void environment() throws Exception {
        var inherited = new HashMap<>(System.getenv());
        inherited.putAll(Map.of(
                "ANTHROPIC_API_KEY",
                "secret-1",
                "OPENAI_API_KEY",
                "secret-2",
                "DAEMION_HOME",
                "/x",
                "LD_PRELOAD_X",
                "1",
                "BASH_ENV",
                "/evil",
                "AWS_SECRET_ACCESS_KEY",
                "secret-3",
                "LC_ALL",
                "C"));
        var end = new ChildLauncher(inherited)
                .start(bash("env").withEnvironment(Map.of("ADDED", "yes")))
                .await();

        assertThat(end.stdout().text())
                .contains("ADDED=yes", "PATH=", "LC_ALL=C")
                .doesNotContain("secret", "DAEMION_HOME", "LD_PRELOAD_X", "BASH_ENV", "AWS_");
    }

    @Test
    @DisplayName("that cannot start is an answer, not an exception")
    void notStarted() throws Exception {
        assertThat(launcher.start(Launch.of(List.of("no-such-program-7"), directory))
                        .await()
                        .detail())
                .contains("no-such-program-7");
        var nowhere = launcher.start(Launch.of(List.of("true"), directory.resolve("missing")))
                .await();
        assertThat(nowhere.cause()).isEqualTo(Exit.Cause.NOT_STARTED);
        assertThat(nowhere.detail()).contains("missing");
        assertThat(launcher.start(Launch.of(List.of("echo", "a\0b"), directory))
                        .await()
                        .cause())
                .isEqualTo(Exit.Cause.NOT_STARTED);
    }

    @Test
    @DisplayName("takes a program argument literally: no shell looks at it")
    void noShell() throws Exception {
        var end = launcher.start(Launch.of(List.of("printf", "%s", "$(echo no) ; `x`"), directory))
                .await();

        assertThat(end.stdout().text()).isEqualTo("$(echo no) ; `x`");
    }

    @Test
    @DisplayName("is ended when its time is up, although it ignores the polite signal")
    void timeout() throws Exception {
        var end = launcher.start(bash("trap '' TERM; echo started; while :; do sleep 1; done")
                        .withTimeout(Duration.ofMillis(400)))
                .await();

        assertThat(end.cause()).isEqualTo(Exit.Cause.TIMED_OUT);
        assertThat(end.detail()).contains("400 ms");
        assertThat(end.stdout().text()).isEqualTo("started\n");
        assertThat(end.elapsed()).isBetween(Duration.ofMillis(400), Duration.ofSeconds(3));
    }

    @Test
    @DisplayName("is ended when it says nothing, or falls silent")
    void silence() throws Exception {
        var mute = launcher.start(bash("sleep 30").withSilence(Duration.ofMillis(200), null))
                .await();
        var silent = launcher.start(bash("echo a; sleep 30").withSilence(null, Duration.ofMillis(200)))
                .await();
        var lively = launcher.start(bash("for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done")
                        .withSilence(Duration.ofSeconds(5), Duration.ofSeconds(3)))
                .await();

        assertThat(mute.cause()).isEqualTo(Exit.Cause.NO_FIRST_BYTE);
        assertThat(silent.cause()).isEqualTo(Exit.Cause.IDLE);
        assertThat(lively.cause()).isEqualTo(Exit.Cause.EXITED);
    }

    @Test
    @DisplayName("is cancelled within 250 ms with everything it started, also what ignores TERM")
    void cancel() throws Exception {
        var child = launcher.start(bash("trap '' TERM; (trap '' TERM; sleep 61) & nohup sleep 62 >/dev/null 2>&1 & "
                + "setsid sleep 63 & (setsid nohup setsid sleep 64 >/dev/null 2>&1 &) ; echo ready; sleep 65"));
        await(() -> countOf("sleep 6[1-5]") >= 5);

        long before = System.nanoTime();
        child.cancel();
        var end = child.await();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);

        assertThat(end.cause()).isEqualTo(Exit.Cause.CANCELLED);
        assertThat(millis).as("milliseconds to the end").isLessThan(250 + slack());
        await(() -> countOf("sleep 6[1-5]") == 0);
    }

    @Test
    @DisplayName("leaves nothing behind when it ends by itself: background jobs go with it")
    void leftovers() throws Exception {
        var end = run("nohup sleep 71 >/dev/null 2>&1 & (setsid sleep 72 >/dev/null 2>&1 &) ; sleep 73 & echo done");

        assertThat(end.cause()).isEqualTo(Exit.Cause.EXITED);
        assertThat(end.code()).isZero();
        assertThat(end.stdout().text()).isEqualTo("done\n");
        assertThat(end.leftoverCount()).isGreaterThanOrEqualTo(2);
        await(() -> countOf("sleep 7[1-3]") == 0);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("is found by the output it holds when it has shed session, parent and environment")
    void shed() throws Exception {
        var end = run("(env -i setsid sleep 81 &) ; echo done");

        assertThat(end.stdout().text()).isEqualTo("done\n");
        await(() -> countOf("sleep 81") == 0);
    }

    @Test
    @DisplayName("that closes its output and lives on is waited for")
    void closesOutput() throws Exception {
        var end = run("exec >&- 2>&-; sleep 0.4; exit 7");

        assertThat(end.code()).isEqualTo(7);
        assertThat(end.elapsed()).isGreaterThan(Duration.ofMillis(350));
    }

    @Test
    @DisplayName("is ended tree and all where there is no setsid")
    void withoutSetsid() throws Exception {
        var plain = new ChildLauncher(System.getenv(), Optional.empty());
        var child = plain.start(bash("sleep 91 & sleep 92"));
        await(() -> countOf("sleep 9[12]") >= 2);

        child.cancel();

        assertThat(child.await().cause()).isEqualTo(Exit.Cause.CANCELLED);
        await(() -> countOf("sleep 9[12]") == 0);
        assertThat(plain.missing()).hasValueSatisfying(s -> assertThat(s).contains("setsid"));
    }

    @Test
    @DisplayName("leaves no thread and no zombie, however it ends")
    void noThreads() throws Exception {
        for (int i = 0; i < 10; i++) {
            run("echo x; (setsid sleep 66 &)");
            var child = launcher.start(bash("sleep 66"));
            child.cancel();
            child.await();
        }

        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("child-")));
        if (Files.isDirectory(Path.of("/proc"))) {
            await(() -> ProcessHandle.current().children().noneMatch(ChildLauncherTest::isZombie));
        }
    }

    private static boolean isZombie(ProcessHandle child) {
        try {
            var status = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
            return status.charAt(status.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    private static long countOf(String pattern) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(p -> p.info()
                        .commandLine()
                        .map(c -> c.matches("(.*/)?" + pattern))
                        .orElse(false))
                .filter(p -> !isZombie(p))
                .collect(Collectors.counting());
    }

    /** A loaded build machine may hold a thread back; the promise is about the code. */
    private static long slack() {
        return 2_250;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        var pause = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time to wait").isLessThan(deadline);
            assertThat(pause.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
