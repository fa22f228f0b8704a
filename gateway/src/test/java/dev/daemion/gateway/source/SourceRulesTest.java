package dev.daemion.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The source")
class SourceRulesTest {
    private static final int LINES_MAX = 400;
    private static final Pattern FORBIDDEN_NAME = Pattern.compile(
            "\\b(?:class|interface|record|enum)\\s+(\\w*(?:Manager|Util|Utils|Helper|Impl|Service))\\b");
    private static final Pattern TAKEN_NAME = Pattern.compile(
            "^public (?:[a-z-]+ )*(?:class|interface|record|enum) (Thread|Context|Process|Record|Event)\\b",
            Pattern.MULTILINE);
    private static final Pattern UNFINISHED = Pattern.compile("\\b(?:" + "TO" + "DO|FIX"
            + "ME|XXX|HACK)\\b|(?i:\\b(?:stub|dummy|placeholder|not implemented|for now)\\b)");
    private static final Pattern SUPPRESSION = Pattern.compile("@SuppressWarnings\\([^)]*\\)(?<rest>.*)");
    private static final Pattern LINK =
            Pattern.compile("\\]\\((?!https?:|mailto:|#)(?<target>[^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.])/(?:work|root|home/(?!ann/)[a-z]+)/\\w");

    @Test
    @DisplayName("has files of at most 400 lines")
    void fileLength() {
        assertThat(SourceTree.java().stream()
                        .filter(file -> SourceTree.read(file).lines().count() > LINES_MAX)
                        .map(SourceTree::name))
                .isEmpty();
    }

    @Test
    @DisplayName("names no type Manager, Util, Helper, Impl or Service, and none like a type everybody knows")
    void names() {
        assertThat(matches(SourceTree.java(), FORBIDDEN_NAME)).isEmpty();
        assertThat(matches(SourceTree.java(), TAKEN_NAME)).isEmpty();
    }

    @Test
    @DisplayName("holds nothing unfinished")
    void finished() {
        assertThat(matches(SourceTree.mainJava(), UNFINISHED)).isEmpty();
    }

    @Test
    @DisplayName("says why wherever a warning is suppressed")
    void suppressions() {
        var silent = new ArrayList<String>();
        for (var file : SourceTree.java()) {
            var lines = SourceTree.read(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                var match = SUPPRESSION.matcher(lines.get(i));
                var isAbove = i > 0 && lines.get(i - 1).strip().startsWith("//");
                if (match.find() && !match.group("rest").contains("//") && !isAbove) {
                    silent.add(SourceTree.name(file) + ":" + (i + 1));
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    @DisplayName("has a package-info of one to ten lines of text, null-marked, in every package of main code")
    void packages() {
        var folders =
                SourceTree.mainJava().stream().map(Path::getParent).distinct().toList();

        assertThat(folders).isNotEmpty().allSatisfy(folder -> {
            var info = folder.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(SourceTree.read(info)).contains("NullMarked").contains("/**");
        });
    }

    @Test
    @DisplayName("names no machine it was written on")
    void noMachine() {
        assertThat(matches(SourceTree.java(), MACHINE_PATH)).isEmpty();
        assertThat(matches(SourceTree.documents(), MACHINE_PATH)).isEmpty();
    }

    @Test
    @DisplayName("has documents whose links lead somewhere")
    void links() {
        var broken = new ArrayList<String>();
        for (var document : SourceTree.documents()) {
            var match = LINK.matcher(SourceTree.read(document));
            while (match.find()) {
                var target = document.resolveSibling(match.group("target")).normalize();
                if (!Files.exists(target)) {
                    broken.add(SourceTree.name(document) + " → " + match.group("target"));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    @DisplayName("has text files that end with a newline and hold no tabs and no trailing blanks")
    void whitespace() {
        Predicate<Path> isUntidy = file -> {
            var text = SourceTree.read(file);
            return !text.endsWith("\n") || text.contains("\t") || text.contains(" \n") || text.contains("\r");
        };
        assertThat(SourceTree.java().stream().filter(isUntidy).map(SourceTree::name))
                .isEmpty();
        assertThat(SourceTree.documents().stream().filter(isUntidy).map(SourceTree::name))
                .isEmpty();
    }

    private static List<String> matches(List<Path> files, Pattern pattern) {
        var found = new ArrayList<String>();
        for (var file : files) {
            var match = pattern.matcher(SourceTree.read(file));
            while (match.find()) {
                found.add(SourceTree.name(file) + ": " + match.group());
            }
        }
        return found;
    }
}
