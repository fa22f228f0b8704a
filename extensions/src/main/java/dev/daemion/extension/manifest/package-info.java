/**
 * What people and agents write, read safely: YAML 1.2 or JSON within fixed limits, every trouble a finding. Open
 * {@link dev.daemion.extension.manifest.ManifestReader} first. What a definition may say is checked in {@code check}.
 */
@NullMarked
package dev.daemion.extension.manifest;

import org.jspecify.annotations.NullMarked;
