/** Tests of the media headers. */
@NullMarked
package dev.firstword.simulator.media;

import org.jspecify.annotations.NullMarked;
