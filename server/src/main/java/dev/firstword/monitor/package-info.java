/**
 * What the server tells those who run it. Told by others, asked by nobody on a turn's way. Start
 * reading at {@link dev.firstword.monitor.Metrics}.
 */
@NullMarked
package dev.firstword.monitor;

import org.jspecify.annotations.NullMarked;
