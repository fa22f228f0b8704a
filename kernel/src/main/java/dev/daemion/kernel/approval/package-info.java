/** Approvals as readers see them. Open {@link dev.daemion.kernel.approval.ApprovalView} first. */
@NullMarked
package dev.daemion.kernel.approval;

import org.jspecify.annotations.NullMarked;
