package dev.firstword.app.wiring;

import dev.firstword.adapters.webhook.HttpWebhookSender;
import dev.firstword.adapters.webhook.SocketAddressGuard;
import dev.firstword.adapters.webhook.StandardWebhookSigner;
import dev.firstword.core.job.webhook.WebhookService;
import dev.firstword.core.job.webhook.WebhookService.SendingOptions;
import dev.firstword.core.job.webhook.WebhookStore;
import dev.firstword.core.webhook.WebhookSender;
import dev.firstword.operations.alert.AlertReceiver;
import dev.firstword.operations.alert.AlertWebhook;
import dev.firstword.relay.time.TaskScheduler;

/** Builds everything that sends webhooks. */
final class WebhookModule {

  private WebhookModule() {}

  /** Creates the webhooks of jobs, which go to addresses chosen by callers. */
  static WebhookService forJobs(
      WebhookStore store, SendingOptions options, TaskScheduler scheduler) {
    SocketAddressGuard guard = SocketAddressGuard.permitting(options.privateAllowed());
    String secret = options.secret();
    WebhookSender sender =
        secret == null
            ? null
            : HttpWebhookSender.guarded(
                guard, new StandardWebhookSigner(secret), scheduler.clock());
    return new WebhookService(store, sender, guard, scheduler);
  }

  /** Creates the webhook of alerts, which goes to an address chosen by the operator. */
  static AlertWebhook forAlerts(AlertReceiver receiver, TaskScheduler scheduler) {
    String secret = receiver.secret();
    StandardWebhookSigner signer = secret == null ? null : new StandardWebhookSigner(secret);
    return new AlertWebhook(
        receiver, HttpWebhookSender.unguarded(signer, scheduler.clock()), scheduler);
  }
}
