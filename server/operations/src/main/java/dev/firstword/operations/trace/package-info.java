/**
 * Exports finished turns as traces by OTLP. Start reading at {@link
 * dev.firstword.monitor.trace.TraceExport}.
 */
@NullMarked
package dev.firstword.operations.trace;

import org.jspecify.annotations.NullMarked;
