/**
 * Frames of the event stream. Open {@link dev.daemion.kernel.stream.FrameSeq} first: it explains the order of
 * everything. No sockets are here.
 */
@NullMarked
package dev.daemion.kernel.stream;

import org.jspecify.annotations.NullMarked;
