/**
 * Apps over HTTP: what there is, and the sandboxed addresses at which a browser shows them. Open
 * {@link dev.daemion.gateway.app.AppRoutes} first. Starting and watching their servers is the execution substrate's
 * part.
 */
@NullMarked
package dev.daemion.gateway.app;

import org.jspecify.annotations.NullMarked;
