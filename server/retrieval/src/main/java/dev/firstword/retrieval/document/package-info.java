/** Documents, their chunks, and the port that stores them. */
@NullMarked
package dev.firstword.retrieval.document;

import org.jspecify.annotations.NullMarked;
