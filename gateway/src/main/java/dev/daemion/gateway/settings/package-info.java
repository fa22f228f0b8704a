/**
 * What the owner may set, from {@code config.yaml}, the environment and flags. Open
 * {@link dev.daemion.gateway.settings.SettingKey} first: it is the list of every key. Pekko's own configuration is
 * deliberately not reachable from here.
 */
@NullMarked
package dev.daemion.gateway.settings;

import org.jspecify.annotations.NullMarked;
