package dev.daemion.substrate.execution.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A glob")
class WildcardTest {
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @DisplayName("over paths keeps * within a segment")
    @CsvSource({
        "*, /anything/at/all, true",
        "/a/*, /a/b, true",
        "/a/*, /a/b/c, false",
        "/a/**, /a/b/c, true",
        "/a/**, /a, true",
        "/a/**, /ab, false",
        "**/.env*, /x/y/.env, true",
        "**/.env*, /.env.local, true",
        "**/.env*, /x/y/a.env, false",
        "**/.env*, /x/.env/y, false",
        "**/*.java, A.java, true",
        "**/*.java, a/b/A.java, true",
        "src/**/*.ts, src/a.ts, true",
        "src/**/*.ts, src/x/y/a.ts, true",
        "src/**/*.ts, srcx/a.ts, false",
        "/a/?.txt, /a/b.txt, true",
        "/a/?.txt, /a//.txt, false",
        "https://*.example.com/**, https://www.example.com/x/y, true",
        "https://*.example.com/**, https://evil.org/.example.com/x, false",
        "/a, /a, true",
        "/a, /a/b, false",
        "a.b, axb, false"
    })
    void paths(String pattern, String text, boolean isMatch) {
        assertThat(Wildcard.ofPath(pattern).matches(text)).isEqualTo(isMatch);
    }

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @DisplayName("over command lines lets * be anything")
    @CsvSource({
        "git status*, git status --short src/x, true",
        "git status*, git stash, false",
        "*, x y z, true",
        "rm -rf /, rm -rf /, true",
        "rm -rf /, rm -rf /tmp, false",
        "*.ssh*, cat ~/.ssh/id_rsa, true",
        "what?, what?, true",
        "what?, whatx, false"
    })
    void commands(String pattern, String text, boolean isMatch) {
        assertThat(Wildcard.ofText(pattern).matches(text)).isEqualTo(isMatch);
    }

    @ParameterizedTest(name = "{0} covers {1}: {2}")
    @DisplayName("covers another when it matches all the other does")
    @CsvSource({
        "*, /a/b, true",
        "/a/**, /a/b/*, true",
        "/a/*, /a/**, false",
        "/a/**, /a/*, true",
        "**/.env*, /a/.env.local, true",
        "**/.env*, /a/**, false",
        "/a/**, **/.env*, false",
        "/a/**, /a/**, true",
        "/a/b, *, false"
    })
    void covers(String wide, String narrow, boolean isCovered) {
        assertThat(Wildcard.ofPath(wide).covers(Wildcard.ofPath(narrow))).isEqualTo(isCovered);
    }

    @Test
    @Timeout(10)
    @DisplayName("is fast whatever the pattern")
    void fast() {
        var bomb = Wildcard.ofText("*a".repeat(200) + "b");

        assertThat(bomb.matches("a".repeat(32_000))).isFalse();
    }
}
