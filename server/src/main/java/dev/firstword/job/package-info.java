/**
 * A turn without a listener: taken in, worked off in order, begun again when a crash has cut it,
 * and told of by webhook. Start reading at {@link dev.firstword.job.Jobs}, then {@link
 * dev.firstword.job.JobSweep}.
 */
@NullMarked
package dev.firstword.job;

import org.jspecify.annotations.NullMarked;
