/**
 * Background turns without a reader: accepted, queued, retried when a crash interrupts them, and
 * announced by webhook. Start reading at {@link dev.firstword.core.job.JobService}, then {@link
 * dev.firstword.core.job.JobReconciler}.
 */
@NullMarked
package dev.firstword.core.job;

import org.jspecify.annotations.NullMarked;
