/**
 * The WebFetch tool. Open {@link dev.daemion.substrate.execution.tool.web.WebFetchTool} first; {@code PublicAddresses}
 * says what may be reached. Searching the web is not here.
 */
@NullMarked
package dev.daemion.substrate.execution.tool.web;

import org.jspecify.annotations.NullMarked;
