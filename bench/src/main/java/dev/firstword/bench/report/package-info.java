/**
 * Figures: gathered over passes, held against targets, printed and written. Start reading at {@link
 * dev.firstword.bench.report.Passes}.
 */
@NullMarked
package dev.firstword.bench.report;

import org.jspecify.annotations.NullMarked;
