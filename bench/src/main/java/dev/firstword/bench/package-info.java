/** Placeholder. */
@NullMarked
package dev.firstword.bench;

import org.jspecify.annotations.NullMarked;
