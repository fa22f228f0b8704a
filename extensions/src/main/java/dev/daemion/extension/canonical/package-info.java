/**
 * One spelling for every JSON value, and its hash: what a person's approval is bound to. Open
 * {@link dev.daemion.extension.canonical.CanonicalJson} first.
 */
@NullMarked
package dev.daemion.extension.canonical;

import org.jspecify.annotations.NullMarked;
