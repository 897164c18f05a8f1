/**
 * Telling others of what has happened, after the Standard Webhooks specification: kept until the
 * receiver has confirmed it, signed, and sent to no private address. Start reading at {@link
 * dev.firstword.job.webhook.Webhooks}.
 */
@NullMarked
package dev.firstword.job.webhook;

import org.jspecify.annotations.NullMarked;
