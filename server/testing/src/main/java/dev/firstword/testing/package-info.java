/** Data and metrics shared by tests and benchmarks. Not part of the product. */
@NullMarked
package dev.firstword.testing;

import org.jspecify.annotations.NullMarked;
