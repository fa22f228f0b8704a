/**
 * The toolbox a gateway starts with. Open {@link dev.daemion.substrate.execution.tool.standard.StandardToolbox}; each
 * tool lives in a package beside this one.
 */
@NullMarked
package dev.daemion.substrate.execution.tool.standard;

import org.jspecify.annotations.NullMarked;
