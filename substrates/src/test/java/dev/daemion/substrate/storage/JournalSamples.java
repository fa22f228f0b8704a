package dev.daemion.substrate.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.Id;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.DirectStep;
import dev.daemion.kernel.run.Firing;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of any record of the journal from its shape: once with everything, once with every null there can be.
 */
final class JournalSamples {
    private static final String ID_BODY = "01jd8x5k3m2n4p6q8r0s1t2v3w";
    private final boolean isSparse;

    private JournalSamples(boolean isSparse) {
        this.isSparse = isSparse;
    }

    static List<Object> of(Class<?> type) {
        return List.of(new JournalSamples(false).record(type), new JournalSamples(true).record(type));
    }

    private Object record(Class<?> type) {
        var components = type.getRecordComponents();
        var values = Arrays.stream(components).map(this::component).toArray();
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no sample of " + type.getName(), e);
        }
    }

    private @Nullable Object component(RecordComponent component) {
        return value(component.getAnnotatedType());
    }

    private @Nullable Object value(AnnotatedType type) {
        if (isSparse && type.isAnnotationPresent(Nullable.class)) {
            return null;
        }
        if (type instanceof AnnotatedParameterizedType list && isList(type.getType())) {
            return isSparse ? List.of() : all(list.getAnnotatedActualTypeArguments()[0].getType());
        }
        return one((Class<?>) type.getType());
    }

    private static boolean isList(Type type) {
        return type instanceof ParameterizedType list && list.getRawType() == List.class;
    }

    /** One of each kind there is. */
    private List<Object> all(Type type) {
        var kind = (Class<?>) type;
        if (!kind.isSealed()) {
            return List.of(one(kind));
        }
        var values = new ArrayList<Object>();
        for (var permitted : kind.getPermittedSubclasses()) {
            values.add(one(permitted));
        }
        return values;
    }

    private Object one(Class<?> type) {
        if (type == String.class) {
            return "text “quoted” \\ \"x\" 😀";
        }
        if (type == long.class || type == Long.class) {
            return 9_007_199_254_740_991L;
        }
        if (type == int.class || type == Integer.class) {
            return 42;
        }
        if (type == boolean.class || type == Boolean.class) {
            return true;
        }
        if (type == Instant.class) {
            return Instant.parse("2026-11-20T09:00:00.123456Z");
        }
        if (type == BigDecimal.class) {
            return new BigDecimal("0.0125");
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            return json();
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (Id.class.isAssignableFrom(type)) {
            return id(type);
        }
        if (type == Duration.class) {
            return Duration.ofSeconds(90);
        }
        if (type == Warrant.class) {
            return warrant();
        }
        if (type == Assignment.class) {
            return isSparse
                    ? new Assignment(warrant(), "Say hello.", List.of(), json(), null, null, null)
                    : new Assignment(
                            warrant(),
                            null,
                            List.of((DirectStep) record(DirectStep.class)),
                            json(),
                            (Firing) record(Firing.class),
                            3,
                            new BigDecimal("0.5"));
        }
        if (type.isSealed()) {
            return one(type.getPermittedSubclasses()[0]);
        }
        return record(type);
    }

    private static JsonNode json() {
        return JsonNodeFactory.instance.objectNode().put("path", "a.txt").put("count", 3);
    }

    /** Only a catalog makes one. */
    private Warrant warrant() {
        var extension = (ExtensionView) record(ExtensionView.class);
        var permissions =
                isSparse ? null : JsonNodeFactory.instance.objectNode().put("max_turns", 3);
        var approved = new ExtensionView(
                extension.id(),
                extension.type(),
                extension.name(),
                extension.description(),
                extension.definition(),
                extension.source(),
                extension.enabled(),
                extension.status(),
                extension.version(),
                extension.ownerAgentId(),
                permissions,
                extension.createdAt(),
                extension.updatedAt());
        return new Catalog(1, List.of(approved))
                .warrant(approved.type(), approved.name())
                .orElseThrow();
    }

    private static Object id(Class<?> type) {
        try {
            return type.getConstructor(String.class)
                    .newInstance(type.getField("PREFIX").get(null) + ID_BODY);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no sample of " + type.getName(), e);
        }
    }
}
