/**
 * Everything before the model. Straight-line code on a virtual thread that tells a listener as its
 * phases begin and end. Start reading at {@link dev.firstword.preparation.Preparation}.
 */
@NullMarked
package dev.firstword.preparation;

import org.jspecify.annotations.NullMarked;
