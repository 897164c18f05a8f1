package dev.firstword.job.webhook;

import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Whether an address is one to send to, as far as its text tells. */
final class WebhookAddress {

  private static final int LONGEST = 2000;

  private WebhookAddress() {}

  /**
   * Reads an address with the client's own parser: two that read differently would be a gap.
   *
   * @throws RefusedException when it is none to send to
   */
  static HttpUrl require(String text, boolean privateAllowed) {
    @Nullable HttpUrl url = text.length() > LONGEST ? null : HttpUrl.parse(text);
    if (url == null) {
      throw refused("The webhook_url must be an address such as https://example.com/hook.");
    }
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw refused(
          "The webhook_url must not hold a user name or a password. The signature says who sends.");
    }
    if (!url.isHttps() && !privateAllowed) {
      throw refused("The webhook_url must begin with https://.");
    }
    return url;
  }

  static RefusedException refused(String detail) {
    return new RefusedException(Problem.notAnswerable(detail));
  }
}
