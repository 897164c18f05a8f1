/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.openai;

import org.jspecify.annotations.NullMarked;
