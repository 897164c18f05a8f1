/**
 * What can be detected in images and PDF files from their bytes, without decoding them.
 *
 * <p>Start reading at {@link dev.firstword.simulator.media.MediaBytes}.
 */
@NullMarked
package dev.firstword.simulator.media;

import org.jspecify.annotations.NullMarked;
