/**
 * How a substrate reaches its entities. Open {@link dev.daemion.kernel.entity.EntityRefs}: the one seam that a cluster
 * would replace.
 */
@NullMarked
package dev.daemion.kernel.entity;

import org.jspecify.annotations.NullMarked;
