/**
 * Webhooks after the Standard Webhooks specification: stored until the receiver has confirmed them,
 * signed, and never sent to a private address. Start reading at {@link
 * dev.firstword.core.job.webhook.WebhookService}.
 */
@NullMarked
package dev.firstword.core.job.webhook;

import org.jspecify.annotations.NullMarked;
