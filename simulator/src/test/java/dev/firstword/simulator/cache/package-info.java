/** Tests of the prompt cache. */
@NullMarked
package dev.firstword.simulator.cache;

import org.jspecify.annotations.NullMarked;
