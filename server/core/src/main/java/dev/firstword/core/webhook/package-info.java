/**
 * What all webhooks have in common, whatever they announce: signing, the check of addresses, one
 * attempt, and when to retry it. Start reading at {@link dev.firstword.core.webhook.WebhookSender}.
 */
@NullMarked
package dev.firstword.core.webhook;

import org.jspecify.annotations.NullMarked;
