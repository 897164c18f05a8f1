/** The simulator from outside, over HTTP, and its settings and counters. */
@NullMarked
package dev.firstword.simulator;

import org.jspecify.annotations.NullMarked;
