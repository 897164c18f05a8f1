/** Tests of trace export, over real HTTP. */
@NullMarked
package dev.firstword.monitor.trace;

import org.jspecify.annotations.NullMarked;
