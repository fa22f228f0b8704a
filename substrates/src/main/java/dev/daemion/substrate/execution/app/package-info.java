/**
 * Servers of apps: started from what a person approved, watched, and ended with the gateway. Open
 * {@link dev.daemion.substrate.execution.app.AppDesk} first. Who may talk to them is decided by the gateway.
 */
@NullMarked
package dev.daemion.substrate.execution.app;

import org.jspecify.annotations.NullMarked;
