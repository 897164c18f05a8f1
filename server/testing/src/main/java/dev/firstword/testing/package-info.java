/** Data and measures shared by tests and benchmarks; no part of the product. */
@NullMarked
package dev.firstword.testing;

import org.jspecify.annotations.NullMarked;
