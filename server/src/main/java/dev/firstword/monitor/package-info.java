/**
 * What the server reports to its operators. Turns are recorded by listeners; nothing here runs on a
 * turn's critical path. Start reading at {@link dev.firstword.monitor.Metrics}.
 */
@NullMarked
package dev.firstword.monitor;

import org.jspecify.annotations.NullMarked;
