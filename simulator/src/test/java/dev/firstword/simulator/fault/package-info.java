/** What the package promises, as tests. */
@NullMarked
package dev.firstword.simulator.fault;

import org.jspecify.annotations.NullMarked;
