/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.cache;

import org.jspecify.annotations.NullMarked;
