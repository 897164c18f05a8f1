/** Settings that apply to the tests of every module. */
@NullMarked
package dev.firstword.relay.testing;

import org.jspecify.annotations.NullMarked;
