/**
 * Exports finished turns as traces over OTLP. Start reading at {@link
 * dev.firstword.operations.trace.BatchingTraceExporter}.
 */
@NullMarked
package dev.firstword.operations.trace;

import org.jspecify.annotations.NullMarked;
