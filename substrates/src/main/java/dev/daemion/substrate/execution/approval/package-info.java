/** Durable questions to a person. Open {@link dev.daemion.substrate.execution.approval.ApprovalEvent} first. */
@NullMarked
package dev.daemion.substrate.execution.approval;

import org.jspecify.annotations.NullMarked;
