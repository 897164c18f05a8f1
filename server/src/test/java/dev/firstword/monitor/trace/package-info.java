/** Tests of what is told to those who collect traces, over real HTTP. */
@NullMarked
package dev.firstword.monitor.trace;

import org.jspecify.annotations.NullMarked;
