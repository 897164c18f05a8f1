/**
 * Tests of the starter with the real server and the simulator, in the package of their fixtures.
 */
@NullMarked
package dev.firstword.system;

import org.jspecify.annotations.NullMarked;
