/**
 * Webhooks over HTTP, signed after the Standard Webhooks specification. Start reading at {@link
 * dev.firstword.adapters.webhook.HttpWebhookSender}.
 */
@NullMarked
package dev.firstword.adapters.webhook;

import org.jspecify.annotations.NullMarked;
