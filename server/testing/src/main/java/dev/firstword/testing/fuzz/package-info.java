/**
 * Input that nobody would send on purpose, from a seed: documents, requests and streams that are
 * good, and then changed at random. Start with {@link dev.firstword.testing.fuzz.FuzzRun}.
 */
@NullMarked
package dev.firstword.testing.fuzz;

import org.jspecify.annotations.NullMarked;
