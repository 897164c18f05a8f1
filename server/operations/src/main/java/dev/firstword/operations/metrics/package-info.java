/**
 * Metrics for operators. Listeners record turns; nothing here runs on a turn's critical path. Start
 * reading at {@link dev.firstword.operations.metrics.Metrics}.
 */
@NullMarked
package dev.firstword.operations.metrics;

import org.jspecify.annotations.NullMarked;
