/** Files: what tools may touch, and what people see of it. */
@NullMarked
package dev.daemion.substrate.execution.tool.file;

import org.jspecify.annotations.NullMarked;
