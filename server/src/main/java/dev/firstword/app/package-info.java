/** Placeholder. */
@NullMarked
package dev.firstword.app;

import org.jspecify.annotations.NullMarked;
