package dev.firstword.app.config;

import dev.firstword.core.job.JobLimits;
import dev.firstword.core.job.webhook.WebhookService;

/** Job limits, and how webhooks about jobs are delivered. */
public record JobSettings(JobLimits limits, WebhookService.SendingOptions webhooks) {

  public static final JobSettings DEFAULTS =
      new JobSettings(JobLimits.DEFAULTS, new WebhookService.SendingOptions(null, false));
}
