package dev.daemion.kernel.journal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The permanent name of an entry in the journal: kebab-case, noun first ({@code run-started}). Classes may move; this
 * never changes.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface JournalName {
    String value();
}
