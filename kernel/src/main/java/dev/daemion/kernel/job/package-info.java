/**
 * Jobs as readers see them. Open {@link dev.daemion.kernel.job.JobView} first. When they fire and what a firing does is
 * deliberately not here.
 */
@NullMarked
package dev.daemion.kernel.job;

import org.jspecify.annotations.NullMarked;
