package dev.daemion.substrate.execution.tool.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/** A page as text a model can read: headings, lists, links and code kept, everything invisible left out. */
final class ReadableHtml {
    private static final String INVISIBLE =
            "script,style,noscript,template,svg,canvas,iframe,object,embed,head > :not(title),"
                    + "[hidden],[aria-hidden=true],[style*=display:none],[style*=display: none],"
                    + "[style*=visibility:hidden],[style*=visibility: hidden],input[type=hidden]";
    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "nav",
            "aside",
            "ul",
            "ol",
            "table",
            "tr",
            "blockquote",
            "pre",
            "form",
            "figure",
            "dl",
            "dt",
            "dd",
            "details",
            "summary",
            "address",
            "hr");

    private ReadableHtml() {}

    /** @param charset from the transport; null lets the page say */
    static String of(byte[] page, @Nullable String charset, String address) throws IOException {
        var document = Jsoup.parse(new ByteArrayInputStream(page), charset, address);
        document.select(INVISIBLE).remove();
        var writer = new Writer();
        var title = document.title();
        if (!title.isBlank()) {
            writer.text.append("# ").append(title.strip()).append("\n\n");
        }
        NodeTraversor.traverse(writer, document.body());
        return writer.text
                .toString()
                .replaceAll("[ \\t]+\\n", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
    }

    private static final class Writer implements NodeVisitor {
        private final StringBuilder text = new StringBuilder();
        private int preformatted;

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                write(words);
            } else if (node instanceof Element element) {
                open(element);
            }
        }

        private void write(TextNode words) {
            if (preformatted > 0) {
                text.append(words.getWholeText());
                return;
            }
            var plain = words.getWholeText().replaceAll("\\s+", " ");
            boolean isAtSpace = text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
            text.append(isAtSpace ? plain.stripLeading() : plain);
        }

        private void open(Element element) {
            switch (element.normalName()) {
                case "h1", "h2", "h3", "h4", "h5", "h6" ->
                    lines(2).append("#".repeat(element.normalName().charAt(1) - '0'))
                            .append(' ');
                case "li" -> lines(1).append("- ");
                case "br" -> text.append('\n');
                case "td", "th" -> {
                    if (element.previousElementSibling() != null) {
                        text.append(" | ");
                    }
                }
                case "pre" -> {
                    preformatted++;
                    lines(2).append("```\n");
                }
                case "img" -> {
                    if (!element.attr("alt").isBlank()) {
                        text.append("[image: ")
                                .append(element.attr("alt").strip())
                                .append(']');
                    }
                }
                default -> {
                    if (BLOCKS.contains(element.normalName())) {
                        lines(element.normalName().equals("tr") ? 1 : 2);
                    }
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (!(node instanceof Element element)) {
                return;
            }
            var name = element.normalName();
            if (name.equals("a") && element.hasText()) {
                var link = element.absUrl("href");
                if (link.startsWith("http") && !link.equals(element.text())) {
                    text.append(" (").append(link).append(')');
                }
            } else if (name.equals("pre")) {
                preformatted--;
                lines(1).append("```\n\n");
            } else if (name.length() == 2 && name.charAt(0) == 'h' && Character.isDigit(name.charAt(1))) {
                lines(2);
            } else if (BLOCKS.contains(name) && !name.equals("tr")) {
                lines(2);
            }
        }

        /** At least so many line ends before what follows, none at the very beginning. */
        private StringBuilder lines(int count) {
            int at = text.length();
            int have = 0;
            while (at > 0 && (text.charAt(at - 1) == '\n' || text.charAt(at - 1) == ' ')) {
                have += text.charAt(at - 1) == '\n' ? 1 : 0;
                at--;
            }
            return at == 0 ? text : text.append("\n".repeat(Math.max(0, count - have)));
        }
    }
}
