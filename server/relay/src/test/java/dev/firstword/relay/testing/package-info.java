/**
 * Test support for all modules: the polling interval, the number of tries per property, and common
 * generators.
 */
@NullMarked
package dev.firstword.relay.testing;

import org.jspecify.annotations.NullMarked;
