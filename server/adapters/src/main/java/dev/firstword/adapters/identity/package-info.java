/** Fetches published keys over HTTP. */
@NullMarked
package dev.firstword.adapters.identity;

import org.jspecify.annotations.NullMarked;
