/** The reports of ended turns and of browsers, in the form that statistics are computed from. */
@NullMarked
package dev.firstword.operations.record;

import org.jspecify.annotations.NullMarked;
