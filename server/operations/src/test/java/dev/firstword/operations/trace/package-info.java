/** Tests of trace export, over real HTTP. */
@NullMarked
package dev.firstword.operations.trace;

import org.jspecify.annotations.NullMarked;
