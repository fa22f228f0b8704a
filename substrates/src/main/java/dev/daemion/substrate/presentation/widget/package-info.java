/**
 * What widgets show: data read from a named question, an endpoint or a job, kept for a while. Open
 * {@link dev.daemion.substrate.presentation.widget.WidgetDesk} first. How it looks is the page's part.
 */
@NullMarked
package dev.daemion.substrate.presentation.widget;

import org.jspecify.annotations.NullMarked;
