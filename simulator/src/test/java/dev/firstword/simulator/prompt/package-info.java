/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.prompt;

import org.jspecify.annotations.NullMarked;
