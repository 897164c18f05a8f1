/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.anthropic;

import org.jspecify.annotations.NullMarked;
