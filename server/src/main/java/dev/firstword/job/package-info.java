/**
 * Background turns without a reader: accepted, queued, retried when a crash interrupts them, and
 * announced by webhook. Start reading at {@link dev.firstword.job.JobService}, then {@link
 * dev.firstword.job.JobReconciler}.
 */
@NullMarked
package dev.firstword.job;

import org.jspecify.annotations.NullMarked;
