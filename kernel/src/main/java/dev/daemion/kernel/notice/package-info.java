/**
 * What a person is told when something wants attention. Open {@link dev.daemion.kernel.notice.NoticeDraft} first: it is
 * what others hand to the presentation substrate. How a notice reaches a device is not here.
 */
@NullMarked
package dev.daemion.kernel.notice;

import org.jspecify.annotations.NullMarked;
