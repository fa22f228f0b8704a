package dev.daemion.gateway.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path. Paths are compared as the HTTP layer gives them, dot segments resolved and nothing else
 * done: a doubled or trailing slash is another path. A literal segment goes before a variable. A last variable called
 * {@code path} takes all that follows, however many segments, and nothing too.
 */
final class Router {
    private static final String REST = "{path}";

    private final Node root = new Node();
    private final Map<String, Match> literal = new HashMap<>();

    Router(List<Endpoint> endpoints) {
        for (var endpoint : endpoints) {
            var node = root;
            for (var segment : endpoint.segments()) {
                node = segment.equals(REST)
                        ? node.rest()
                        : isVariable(segment)
                                ? node.variable()
                                : node.literals.computeIfAbsent(segment, s -> new Node());
            }
            if (node.byMethod.putIfAbsent(endpoint.method(), endpoint) != null) {
                throw new IllegalStateException("two routes for " + endpoint.method() + " " + endpoint.template());
            }
            if (!endpoint.template().contains("{")) {
                literal.put(endpoint.template(), new Match(node.byMethod, List.of()));
            }
        }
    }

    /**
     * A path that has routes.
     *
     * @param byMethod never empty
     * @param values of the variables, in order
     */
    record Match(Map<String, Endpoint> byMethod, List<String> values) {
        /** The route for a method; {@code HEAD} falls back on {@code GET} unless that is a stream. */
        Optional<Endpoint> endpoint(String method) {
            var exact = byMethod.get(method);
            if (exact == null && method.equals("HEAD")) {
                return Optional.ofNullable(byMethod.get("GET")).filter(get -> get.access() != Endpoint.Access.STREAM);
            }
            return Optional.ofNullable(exact);
        }

        /** What stands in an {@code Allow} header. */
        String allowed() {
            var methods = new ArrayList<>(new TreeMap<>(byMethod).keySet());
            if (endpoint("HEAD").isPresent()) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");
            return String.join(", ", methods);
        }
    }

    Optional<Match> find(String path) {
        var known = literal.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        var values = new ArrayList<String>(2);
        var node = root;
        int from = 1;
        for (var segment : segments(path)) {
            if (node.rest != null) {
                values.add(path.substring(from));
                return Optional.of(new Match(node.rest.byMethod, List.copyOf(values)));
            }
            from += segment.length() + 1;
            var next = node.literals.get(segment);
            if (next == null && node.variable != null && !segment.isEmpty()) {
                next = node.variable;
                values.add(segment);
            }
            if (next == null) {
                return Optional.empty();
            }
            node = next;
        }
        return node.byMethod.isEmpty() ? Optional.empty() : Optional.of(new Match(node.byMethod, List.copyOf(values)));
    }

    static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Map<String, Endpoint> byMethod = new HashMap<>();
        private @Nullable Node variable;
        private @Nullable Node rest;

        Node rest() {
            if (rest == null) {
                rest = new Node();
            }
            return rest;
        }

        Node variable() {
            if (variable == null) {
                variable = new Node();
            }
            return variable;
        }
    }
}
