/**
 * Figures: collected over passes, compared with targets, printed and written to files. Start
 * reading at {@link dev.firstword.bench.report.Measurements}.
 */
@NullMarked
package dev.firstword.bench.report;

import org.jspecify.annotations.NullMarked;
