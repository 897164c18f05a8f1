package dev.firstword.core.job.webhook;

import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Validates webhook URLs as far as their text allows. */
final class WebhookUrlValidator {

  private static final int MAX_LENGTH = 2000;

  private WebhookUrlValidator() {}

  /**
   * Parses a URL with the parser of the HTTP client itself, because two parsers that disagree would
   * be a security hole.
   *
   * @throws ProblemException if webhooks must not be sent to it
   */
  static HttpUrl requireValid(String text, boolean privateAllowed) {
    @Nullable HttpUrl url = text.length() > MAX_LENGTH ? null : HttpUrl.parse(text);
    if (url == null) {
      throw refusal("The webhook_url must be an address such as https://example.com/hook.");
    }
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw refusal(
          "The webhook_url must not contain a user name or password. Use the signature instead.");
    }
    if (!url.isHttps() && !privateAllowed) {
      throw refusal("The webhook_url must begin with https://.");
    }
    return url;
  }

  static ProblemException refusal(String detail) {
    return new ProblemException(Problem.notAnswerable(detail));
  }
}
