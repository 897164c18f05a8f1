/**
 * Turns that have ended, as spans for whoever collects traces (OTLP). Start reading at {@link
 * dev.firstword.monitor.trace.TraceExport}.
 */
@NullMarked
package dev.firstword.monitor.trace;

import org.jspecify.annotations.NullMarked;
