/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.latency;

import org.jspecify.annotations.NullMarked;
