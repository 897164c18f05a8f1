/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.answer;

import org.jspecify.annotations.NullMarked;
