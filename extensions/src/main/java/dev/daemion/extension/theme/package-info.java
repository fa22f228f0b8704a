/**
 * Colours. Open {@link dev.daemion.extension.theme.Palette}: a whole theme from one colour. Whether a theme can be read
 * is checked elsewhere, with every other rule about manifests.
 */
@NullMarked
package dev.daemion.extension.theme;

import org.jspecify.annotations.NullMarked;
