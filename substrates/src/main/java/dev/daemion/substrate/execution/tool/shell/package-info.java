/**
 * The Bash tool and its sandbox. Open {@link dev.daemion.substrate.execution.tool.shell.BashTool} first. Starting and
 * ending processes is the work of {@code process}.
 */
@NullMarked
package dev.daemion.substrate.execution.tool.shell;

import org.jspecify.annotations.NullMarked;
