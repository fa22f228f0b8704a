/** Whether a tool call may run. Open {@link dev.daemion.substrate.execution.policy.PolicyEngine} first. */
@NullMarked
package dev.daemion.substrate.execution.policy;

import org.jspecify.annotations.NullMarked;
