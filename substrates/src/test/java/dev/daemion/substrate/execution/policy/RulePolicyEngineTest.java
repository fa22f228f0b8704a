package dev.daemion.substrate.execution.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.seed.Seed;
import dev.daemion.extension.seed.SeedFile;
import dev.daemion.extension.seed.SeedReader;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The policy engine")
class RulePolicyEngineTest extends PolicyFixture {
    @ParameterizedTest(name = "{0} {1}: {2}")
    @DisplayName("without any rule allows reading and asks about the rest")
    @CsvSource({"Read, a.txt, allow", "LS, ., allow", "Grep, ., allow", "Write, a.txt, ask", "Bash, ls, ask"})
    void defaults(String tool, String argument, String verdict) {
        assertThat(name(decide(Catalog.EMPTY, tool, argument))).isEqualTo(verdict);
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @DisplayName("lets the most specific rule win, the stricter of equals and of rules that do not contain each other")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'effect':'allow','tool':'Bash','pattern':'git status*'}|git status --short|allow",
                "{'effect':'allow','tool':'Bash','pattern':'git *'},{'effect':'deny','tool':'Bash','pattern':'git"
                        + " push*'}|git push|deny",
                "{'effect':'deny','tool':'Bash','pattern':'git *'},{'effect':'allow','tool':'Bash','pattern':'git"
                        + " status'}|git status|allow",
                "{'effect':'deny','tool':'Bash','pattern':'git *'},{'effect':'allow','tool':'Bash','pattern':'git"
                        + " status'}|git log|deny",
                "{'effect':'allow','tool':'Bash','pattern':'git *'},{'effect':'deny','tool':'Bash','pattern':'git"
                        + " *'}|git log|deny",
                "{'effect':'allow','tool':'Bash','pattern':'git *'},{'effect':'ask','tool':'Bash','pattern':'git"
                        + " *'}|git log|ask",
                "{'effect':'ask','tool':'*'},{'effect':'allow','tool':'Bash'}|ls|allow",
                "{'effect':'allow','tool':'*'},{'effect':'deny','tool':'Bash'}|ls|deny",
                "{'effect':'deny','tool':'Bash'},{'effect':'allow','tool':'Bash','agents':['daemion']}|ls|allow",
                "{'effect':'deny','tool':'Bash','agents':['other']}|ls|ask",
                "{'effect':'allow','tool':'Bash'},{'effect':'ask','tool':'Bash','modes':['act']}|ls|ask",
                "{'effect':'allow','tool':'Bash','modes':['plan']}|ls|ask",
                "{'effect':'allow','tool':'Bash','pattern':'git*'},{'effect':'deny','tool':'Bash','pattern':'*push'}|git"
                    + " push|deny",
                "{'effect':'allow','tool':'Bash','pattern':'git"
                        + " push'},{'effect':'deny','tool':'Bash','pattern':'*push'}|git push|allow",
                "{'effect':'allow','tool':'Ba*'}|ls|allow",
                "{'effect':'allow','tool':'Read'}|ls|ask",
                "{'effect':'allow','tool':'Bash','pattern':'make'}|make clean|ask",
                "{'effect':'allow','tool':'Bash','pattern':'npm run test:*'}|npm run test:unit|allow",
                "{'effect':'allow','tool':'Bash','pattern':'cat"
                        + " *'},{'effect':'deny','tool':'Bash','pattern':'*secret*'}|cat secret.txt|deny",
            })
    void specificity(String rules, String command, String verdict) {
        assertThat(name(decide(Catalogs.empty().rules(rules).build(), "Bash", command)))
                .isEqualTo(verdict);
    }

    @Test
    @DisplayName("refuses without a question what cannot work")
    void hopeless() {
        var everything = Catalogs.empty().rules("{'effect':'ask','tool':'*'}").build();

        assertThat(decide(everything, "Nothing", "x"))
                .isInstanceOfSatisfying(
                        Verdict.Deny.class, deny -> assertThat(deny.reason()).contains("Nothing"));
        assertThat(name(decide(everything, "Write", "/etc/x"))).isEqualTo("deny");
        assertThat(name(decide(everything, "Write", ".."))).isEqualTo("deny");
        assertThat(name(decide(everything, "Read", "~/.daemion/credential"))).isEqualTo("deny");
        assertThat(name(decide(everything, "Read", JsonNodeFactory.instance.objectNode(), scope)))
                .isEqualTo("deny");
    }

    @Nested
    @DisplayName("by agent and mode")
    class Layers {
        private final Catalogs catalogs = Catalogs.empty()
                .control(
                        "mode-plan",
                        "{'kind':'mode','label':'Plan','color':'#000000','instructions':'x','requiresApproval':true}")
                .control(
                        "mode-act",
                        "{'kind':'mode','label':'Act','color':'#000000','instructions':'x','requiresApproval':false}")
                .control(
                        "mode-careful",
                        "{'kind':'mode','label':'C','color':'#000000','instructions':'x','requiresApproval':true}")
                .control(
                        "mode-look",
                        "{'kind':'mode','label':'L','color':'#000000','instructions':'x','allowedTools':['Read','L*']}")
                .agent("reader", "{'instructions':'x','tools':['Read','G*']}")
                .agent("free", "{'instructions':'x','permissions':{'autonomous':['Write','Bash']}}")
                .agent(
                        "shy",
                        "{'instructions':'x','permissions':{'autonomous':['Read'],'requires_approval':['Read']}}");

        @Test
        @DisplayName("plans with tools that read, whatever a rule allows")
        void plan() {
            var catalog = catalogs.rules("{'effect':'allow','tool':'*'}").build();

            assertThat(name(decide(catalog, "Read", input("Read", "a"), in("daemion", "plan"))))
                    .isEqualTo("allow");
            assertThat(decide(catalog, "Bash", input("Bash", "ls"), in("daemion", "plan")))
                    .isInstanceOfSatisfying(
                            Verdict.Deny.class,
                            deny -> assertThat(deny.reason()).contains("act mode", "ask the user"));
            assertThat(name(decide(catalog, "Write", input("Write", "a"), in("daemion", "unheard-of"))))
                    .isEqualTo("deny");
        }

        @Test
        @DisplayName("keeps to the tools of the agent and of the mode")
        void limits() {
            var catalog = catalogs.rules("{'effect':'allow','tool':'*'}").build();

            assertThat(name(decide(catalog, "Grep", input("Grep", "."), in("reader", "act"))))
                    .isEqualTo("allow");
            assertThat(name(decide(catalog, "Bash", input("Bash", "ls"), in("reader", "act"))))
                    .isEqualTo("deny");
            assertThat(name(decide(catalog, "LS", input("LS", "."), in("daemion", "look"))))
                    .isEqualTo("allow");
            assertThat(name(decide(catalog, "Write", input("Write", "a"), in("daemion", "look"))))
                    .isEqualTo("deny");
        }

        @Test
        @DisplayName("asks where agent or mode require it, although a rule allows")
        void floors() {
            var catalog = catalogs.rules("{'effect':'allow','tool':'*'}").build();

            assertThat(name(decide(catalog, "Write", input("Write", "a"), in("daemion", "act"))))
                    .isEqualTo("allow");
            assertThat(name(decide(catalog, "Write", input("Write", "a"), in("daemion", "careful"))))
                    .isEqualTo("ask");
            assertThat(name(decide(catalog, "Read", input("Read", "a"), in("daemion", "careful"))))
                    .isEqualTo("allow");
            assertThat(name(decide(catalog, "Read", input("Read", "a"), in("shy", "act"))))
                    .isEqualTo("ask");
        }

        @Test
        @DisplayName("lets an agent be autonomous only where the policy speaks of everything")
        void autonomous() {
            var catalog = catalogs.rules("{'effect':'ask','tool':'*'},{'effect':'ask','tool':'*','pattern':'**/.env*'},"
                            + "{'effect':'deny','tool':'*','pattern':'~/.ssh/**'}")
                    .build();

            assertThat(name(decide(catalog, "Write", input("Write", "a"), in("free", "act"))))
                    .isEqualTo("allow");
            assertThat(name(decide(catalog, "Write", input("Write", "a"), in("daemion", "act"))))
                    .isEqualTo("ask");
            assertThat(name(decide(catalog, "Write", input("Write", ".env"), in("free", "act"))))
                    .isEqualTo("ask");
            assertThat(name(decide(catalog, "Write", input("Write", "~/.ssh/x"), in("free", "act"))))
                    .isEqualTo("deny");
            assertThat(name(decide(catalog, "Write", input("Write", "a"), in("free", "careful"))))
                    .isEqualTo("ask");
        }
    }

    @Nested
    @DisplayName("with a grant")
    class Granted {
        private void grant(String tool, String subject, boolean isEverywhere) {
            grants = grants.after(new GrantEvent.Added(
                    tool,
                    subject,
                    "daemion",
                    isEverywhere ? null : scope.threadId(),
                    new ApprovalId("apr_01jd0000000000000000000001"),
                    null,
                    null,
                    Instant.EPOCH));
        }

        @Test
        @DisplayName("allows exactly the same again, and nothing near it")
        void exact() {
            grant("Bash", "make test", false);

            assertThat(name(decide(Catalog.EMPTY, "Bash", "make test"))).isEqualTo("allow");
            assertThat(name(decide(Catalog.EMPTY, "Bash", "make test "))).isEqualTo("allow");
            assertThat(name(decide(Catalog.EMPTY, "Bash", "make tests"))).isEqualTo("ask");
            assertThat(name(decide(Catalog.EMPTY, "Bash", input("Bash", "make test"), in("other", "act"))))
                    .isEqualTo("ask");
            grants = grants.after(
                    new GrantEvent.Revoked(new ApprovalId("apr_01jd0000000000000000000001"), "phone", Instant.EPOCH));
            assertThat(name(decide(Catalog.EMPTY, "Bash", "make test"))).isEqualTo("ask");
        }

        @Test
        @DisplayName("lifts no deny")
        void noDeny() {
            grant("Bash", "rm x", true);
            grant("Bash", "daemion stop", true);
            var catalog = Catalogs.empty()
                    .rules("{'effect':'deny','tool':'Bash','pattern':'rm *'}")
                    .build();

            assertThat(name(decide(catalog, "Bash", "rm x"))).isEqualTo("deny");
            assertThat(name(decide(catalog, "Bash", "daemion stop"))).isEqualTo("deny");
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @DisplayName("ships with rules that close keys and ask about secrets")
    @CsvSource({
        "Read, work/a.txt, allow",
        "Read, ~/.ssh/id_rsa, deny",
        "Read, ~/.ssh/config, deny",
        "LS, ~/.ssh, deny",
        "Write, ~/.ssh/authorized_keys, deny",
        "Read, ~/.gnupg/x, deny",
        "Read, ~/.mozilla/firefox/x/logins.json, deny",
        "Read, ~/srv/deploy/id_ed25519, deny",
        "Read, ~/srv/.env, ask",
        "Read, ~/srv/app/.env.production, ask",
        "Read, ~/.aws/credentials, ask",
        "Read, ~/.config/gcloud/x, ask",
        "Read, ~/.bash_history, ask",
        "Grep, ~/.kube, ask",
        "Write, work/a.txt, ask",
        "Bash, ls, ask",
        "Bash, cat ~/.ssh/id_rsa, deny",
        "Bash, rm -rf /, deny",
        "Bash, sudo rm -rf ~, deny",
        "Bash, rm -rf build, ask",
        "Bash, ls; shutdown now, deny"
    })
    void seed(String tool, String argument, String verdict) throws IOException {
        assertThat(name(decide(seeds(), tool, argument))).isEqualTo(verdict);
    }

    private static Catalog seeds() throws IOException {
        var folder = Path.of("..", "seeds", "control");
        var file = new SeedFile("control/policy-default.yaml", Files.readString(folder.resolve("policy-default.yaml")));
        var reading = new SeedReader().read(file);
        var seed = ((Reading.Read<Seed>) reading).value();
        return Catalogs.empty()
                .control("policy-default", seed.manifest().definition().toString())
                .build();
    }
}
