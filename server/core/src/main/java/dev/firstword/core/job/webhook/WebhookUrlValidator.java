package dev.firstword.core.job.webhook;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.webhook.AddressGuard;
import dev.firstword.core.webhook.AddressGuard.WebhookAddress;
import java.util.Optional;

/** Validates webhook URLs as far as their text allows. */
final class WebhookUrlValidator {

  private static final int MAX_LENGTH = 2000;

  private WebhookUrlValidator() {}

  /**
   * Parses a URL.
   *
   * @throws ProblemException if webhooks must not be sent to it
   */
  static WebhookAddress requireValid(String text, AddressGuard guard) {
    Optional<WebhookAddress> address =
        text.length() > MAX_LENGTH ? Optional.empty() : guard.parse(text);
    WebhookAddress url =
        address.orElseThrow(
            () -> refusal("The webhook_url must be an address such as https://example.com/hook."));
    if (url.hasCredentials()) {
      throw refusal(
          "The webhook_url must not contain a user name or password. Use the signature instead.");
    }
    if (!url.isHttps() && !guard.allowsPrivate()) {
      throw refusal("The webhook_url must begin with https://.");
    }
    return url;
  }

  static ProblemException refusal(String detail) {
    return new ProblemException(Problem.notAnswerable(detail));
  }
}
