/** Tests of what widgets show. */
@NullMarked
package dev.daemion.substrate.presentation.widget;

import org.jspecify.annotations.NullMarked;
