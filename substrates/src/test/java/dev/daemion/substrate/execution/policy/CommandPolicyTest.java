package dev.daemion.substrate.execution.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The policy on command lines")
class CommandPolicyTest extends PolicyFixture {
    @ParameterizedTest
    @DisplayName("does not let a prefix rule permit more than one plain command")
    @ValueSource(
            strings = {
                "git status; rm -rf x", "git status && rm x", "git status || rm x", "git status | sh",
                        "git status & rm x",
                "git status $(rm x)", "git status `rm x`", "git status > ~/.bashrc", "git status < x",
                        "git status\nrm x",
                "git status\r\nrm x", "git status ${IFS}x", "git status (x)", "git status \\\nrm", "git status <(rm x)",
                "X=1 git status", "(git status)", "{ git status; }"
            })
    void plainOnly(String command) {
        var catalog = Catalogs.empty()
                .rules("{'effect':'allow','tool':'Bash','pattern':'git status*'}")
                .build();

        assertThat(name(decide(catalog, "Bash", command))).isEqualTo("ask");
    }

    @ParameterizedTest
    @DisplayName("finds what a rule forbids wherever a command can stand")
    @ValueSource(
            strings = {
                "rm x",
                "  rm x",
                "ls; rm x",
                "ls && rm x",
                "ls | rm x",
                "ls & rm x",
                "(rm x)",
                "$(rm x)",
                "`rm x`",
                "echo \"$(rm x)\"",
                "sudo rm x",
                "sudo -u root rm x",
                "env A=1 rm x",
                "A=1 rm x",
                "/bin/rm x",
                "nohup rm x",
                "timeout 5 rm x",
                "bash -c 'rm x'",
                "ls\nrm x",
                "{ rm x; }",
                "if true; then rm x; fi",
                "r\\m x",
                "'rm' x",
                "\"rm\" x",
                "! rm x",
                "xargs rm x",
                "command rm x",
                "exec rm x"
            })
    void forbidden(String command) {
        var catalog = Catalogs.empty()
                .rules("{'effect':'allow','tool':'Bash'},{'effect':'deny','tool':'Bash','pattern':'rm *'}")
                .build();

        assertThat(name(decide(catalog, "Bash", command))).isEqualTo("deny");
    }

    @Test
    @DisplayName("does not take an argument for a command")
    void arguments() {
        var catalog = Catalogs.empty()
                .rules("{'effect':'allow','tool':'Bash'},{'effect':'deny','tool':'Bash','pattern':'rm *'}")
                .build();

        assertThat(name(decide(catalog, "Bash", "git rm x"))).isEqualTo("allow");
        assertThat(name(decide(catalog, "Bash", "echo rm x"))).isEqualTo("allow");
    }

    @ParameterizedTest
    @DisplayName("protects the gateway and its home from every rule")
    @ValueSource(
            strings = {
                "daemion stop",
                "./daemion stop",
                "/opt/daemion/bin/daemion restart",
                "daemion --home /x stop",
                "ls; daemion stop",
                "bash -c 'daemion stop'",
                "sudo daemion stop",
                "nohup daemion stop &",
                "kill PID",
                "kill -9 PID",
                "kill $PPID",
                "kill -9 ${PPID}",
                "kill -s KILL PID",
                "sudo kill PID",
                "pkill java",
                "pkill -f daemion",
                "killall java",
                "kill $(cat ~/.daemion/daemon.json)",
                "systemctl --user stop daemion",
                "cat ~/.daemion/credential",
                "cat $HOME/.daemion/credential",
                "cat HOME/.daemion/credential",
                "cat \"HOME/.daemion\"/credential",
                "cat HOME//.daemion/credential",
                "cat HOME/./.daemion/x",
                "ls HOME/.daemion/workspace/../credential",
                "DAEMION_HOME=/x daemion status",
                "daemion approve 1"
            })
    void gateway(String command) {
        var everything = Catalogs.empty()
                .rules("{'effect':'allow','tool':'*'},{'effect':'allow','tool':'Bash','pattern':'*'}")
                .build();
        var written = command.replaceAll(
                        "\\bPID\\b", Long.toString(ProcessHandle.current().pid()))
                .replace("HOME/", user + "/")
                .replace("$" + user, "$HOME");

        assertThat(name(decide(everything, "Bash", written))).as(written).isEqualTo("deny");
    }

    @ParameterizedTest
    @DisplayName("leaves alone what only looks like it")
    @ValueSource(
            strings = {
                "daemion status",
                "ls ~/.daemion/workspace",
                "ls ~/.daemion/workspace/x",
                "kill 999999999",
                "cat ~/.daemionish/x",
                "echo stop"
            })
    void notGateway(String command) {
        var everything =
                Catalogs.empty().rules("{'effect':'allow','tool':'Bash'}").build();

        assertThat(name(decide(everything, "Bash", command))).isEqualTo("allow");
    }
}
