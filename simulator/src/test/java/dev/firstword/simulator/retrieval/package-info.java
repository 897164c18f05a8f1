/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.retrieval;

import org.jspecify.annotations.NullMarked;
