/** The port through which a turn searches documents. */
@NullMarked
package dev.firstword.core.retrieval;

import org.jspecify.annotations.NullMarked;
