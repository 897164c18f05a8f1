/**
 * The mechanism shared by all webhooks: signing, address checks, delivery attempts and the retry
 * schedule. Start reading at {@link dev.firstword.core.webhook.WebhookSender}.
 */
@NullMarked
package dev.firstword.core.webhook;

import org.jspecify.annotations.NullMarked;
