package dev.firstword.app;

import dev.firstword.job.JobLimits;
import dev.firstword.job.webhook.Webhooks;

/** How jobs are worked off, and how they are told of. */
public record JobSettings(JobLimits limits, Webhooks.Sending webhooks) {

  public static final JobSettings DEFAULTS =
      new JobSettings(JobLimits.DEFAULTS, new Webhooks.Sending(null, false));
}
