/**
 * The JSON Schemas of the twelve types, and what they find. Open {@link dev.daemion.extension.schema.Schemas} first;
 * the schemas themselves are resources beside this package. What no schema can say is checked in {@code check}.
 */
@NullMarked
package dev.daemion.extension.schema;

import org.jspecify.annotations.NullMarked;
