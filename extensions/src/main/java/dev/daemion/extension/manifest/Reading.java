package dev.daemion.extension.manifest;

import dev.daemion.kernel.problem.Finding;
import java.util.List;

/** What came of reading untrusted text: a value, or everything that is wrong with it. */
public sealed interface Reading<T> {
    record Read<T>(T value) implements Reading<T> {}

    /** @param findings at least one */
    record Refused<T>(List<Finding> findings) implements Reading<T> {
        public Refused {
            findings = List.copyOf(findings);
        }
    }

    static <T> Reading<T> refused(String pointer, String detail) {
        return new Refused<>(List.of(new Finding(pointer, detail)));
    }
}
