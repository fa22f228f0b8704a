package dev.daemion.extension.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.io.StringWriter;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A prompt with variables ({@code {{now}}}), rendered over maps, lists, texts and numbers only: nothing is ever called.
 * Partials, other delimiters and nesting beyond 16 are refused. Nothing is escaped, for the result is a text for a
 * model; a variable that is not there becomes empty. Immutable and thread-safe.
 */
public final class PromptTemplate {
    /** Most characters a rendering may come to. */
    public static final int LENGTH_MAX = 1_000_000;

    private static final int SECTIONS_MAX = 16;
    /** Everything up to a blank is what the compiler takes for white space. */
    private static final Pattern OPENING = Pattern.compile("\\{\\{[\\x00-\\x20]*[#^]");

    private static final Pattern FORBIDDEN = Pattern.compile("\\{\\{[{\\x00-\\x20]*([>=<$])");
    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(false)
            .defaultValue("")
            .emptyStringIsFalse(true)
            .withCollector(new MapsOnly());

    private final Template template;
    private final Set<String> variables;
    private final Set<String> flags;

    private PromptTemplate(Template template, Set<String> variables, Set<String> flags) {
        this.template = template;
        this.variables = Set.copyOf(variables);
        this.flags = Set.copyOf(flags);
    }

    /** Throws {@link IllegalArgumentException} with a sentence for people when the text is no template. */
    public static PromptTemplate of(String text) {
        var forbidden = FORBIDDEN.matcher(text);
        if (forbidden.find()) {
            throw notAllowed(forbidden.group(1));
        }
        if (OPENING.matcher(text).results().limit(SECTIONS_MAX + 1L).count() > SECTIONS_MAX) {
            throw new IllegalArgumentException("more than " + SECTIONS_MAX + " sections; simplify the template");
        }
        try {
            var template = COMPILER.compile(text);
            template.visit(new Allowed());
            var names = new Names();
            template.visit(names);
            var flags = new FlagNames();
            template.visit(flags);
            return new PromptTemplate(template, names.found, flags.found);
        } catch (StringIndexOutOfBoundsException e) { // how the compiler takes it
            throw new IllegalArgumentException("not a Mustache template: a tag has no name", e);
        } catch (MustacheException e) {
            throw new IllegalArgumentException(
                    "not a Mustache template: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
        }
    }

    private static IllegalArgumentException notAllowed(String sign) {
        return new IllegalArgumentException("'{{" + sign
                + "' is not allowed: partials, blocks and other delimiters are not part of these templates");
    }

    /** Every variable outside sections by its full name: {@code now}, {@code event.path}. */
    public Set<String> variables() {
        return variables;
    }

    /** Every flag it names ({@code flags.name}), in sections too: the same wherever it stands. */
    public Set<String> flags() {
        return flags;
    }

    /**
     * Throws {@link Problem} (MALFORMED) when what comes out is longer than {@link #LENGTH_MAX} characters, or when its
     * sections repeat without end.
     *
     * @param values texts, numbers, booleans, lists and maps of such
     */
    public String render(Map<String, ?> values) {
        var out = new BoundedText();
        MapsOnly.counted(() -> template.execute(values, out));
        return out.toString();
    }

    private static final class BoundedText extends StringWriter {
        @Override
        public void write(String text) {
            take(text.length());
            super.write(text);
        }

        @Override
        public void write(String text, int offset, int length) {
            take(length);
            super.write(text, offset, length);
        }

        @Override
        public void write(char[] text, int offset, int length) {
            take(length);
            super.write(text, offset, length);
        }

        private void take(int length) {
            if (getBuffer().length() + length > LENGTH_MAX) {
                throw new Problem(
                        ProblemCode.MALFORMED,
                        "what the template comes to is longer than " + LENGTH_MAX + " characters");
            }
        }
    }

    /** What got past a look at the text, in every section: the compiler has its own idea of white space. */
    private static final class Allowed implements Mustache.Visitor {
        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String name) {
            requireParts(name);
        }

        @Override
        public boolean visitInclude(String name) {
            throw notAllowed(">");
        }

        @Override
        public boolean visitParent(String name) {
            throw notAllowed("<");
        }

        @Override
        public boolean visitBlock(String name) {
            throw notAllowed("$");
        }

        @Override
        public boolean visitSection(String name) {
            requireParts(name);
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            requireParts(name);
            return true;
        }

        private static void requireParts(String name) {
            boolean isWhole = !name.startsWith(".") && !name.endsWith(".") && !name.contains("..");
            if (!isWhole && !name.equals(".")) {
                throw new IllegalArgumentException("not a Mustache template: a part of a name is empty");
            }
        }
    }

    /** Inside a section names are relative to what the section is about, so only its own name is looked at. */
    private static final class Names implements Mustache.Visitor {
        private final Set<String> found = new LinkedHashSet<>();

        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String name) {
            found.add(name);
        }

        @Override
        public boolean visitInclude(String name) {
            return false;
        }

        @Override
        public boolean visitSection(String name) {
            found.add(name);
            return false;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            found.add(name);
            return true;
        }
    }

    private static final class FlagNames implements Mustache.Visitor {
        private static final String FLAGS = "flags.";
        private final Set<String> found = new LinkedHashSet<>();

        @Override
        public void visitText(String text) {}

        @Override
        public void visitVariable(String name) {
            if (name.startsWith(FLAGS)) {
                found.add(name.substring(FLAGS.length()));
            }
        }

        @Override
        public boolean visitInclude(String name) {
            return false;
        }

        @Override
        public boolean visitSection(String name) {
            visitVariable(name);
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            visitVariable(name);
            return true;
        }
    }
}
