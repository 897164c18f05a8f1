/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.playback;

import org.jspecify.annotations.NullMarked;
