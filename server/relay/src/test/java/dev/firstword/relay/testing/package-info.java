/**
 * What the tests of all modules share: how often they poll, how often properties try, and common
 * generators.
 */
@NullMarked
package dev.firstword.relay.testing;

import org.jspecify.annotations.NullMarked;
