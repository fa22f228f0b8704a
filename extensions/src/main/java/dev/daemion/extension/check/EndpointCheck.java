package dev.daemion.extension.check;

import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Where an endpoint's requests go is written out: parameters fill its path and query, never its host. */
final class EndpointCheck implements Check {
    private static final Pattern ABSOLUTE = Pattern.compile("https?://[^/?#{}\\s]+(?:[/?#].*)?", Pattern.DOTALL);

    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        var definition = manifest.definition();
        if (manifest.type() != ExtensionType.INTEGRATION
                || !definition.path("kind").asText().equals("http")) {
            return;
        }
        var base = definition.path("baseUrl");
        if (base.isTextual()
                && (!ABSOLUTE.matcher(base.asText()).matches() || base.asText().contains("{{"))) {
            findings.accept(new Finding("/definition/baseUrl", "expected an address without parameters"));
        }
        for (var endpoint : definition.path("endpoints").properties()) {
            var url = endpoint.getValue().path("url").asText();
            boolean isRelative = url.startsWith("/") && !url.startsWith("//");
            if (!(isRelative ? base.isTextual() : ABSOLUTE.matcher(url).matches())) {
                findings.accept(new Finding(
                        Pointers.member("/definition/endpoints", endpoint.getKey()) + "/url",
                        "expected http(s):// with a host that is written out, or a path that begins with / below"
                                + " baseUrl"));
            }
        }
    }
}
