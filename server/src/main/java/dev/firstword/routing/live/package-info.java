/**
 * What is known of a model by now: how quick it is, whether it is well, how much it bears. Start
 * reading at {@link dev.firstword.routing.live.LiveProfile}.
 */
@NullMarked
package dev.firstword.routing.live;

import org.jspecify.annotations.NullMarked;
