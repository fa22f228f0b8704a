/**
 * The program as a user starts it: launcher, archive, processes, signals. Open
 * {@link dev.daemion.gateway.launch.LauncherTest} first.
 */
@NullMarked
package dev.daemion.gateway.launch;

import org.jspecify.annotations.NullMarked;
