package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.app.config.JobSettings;
import dev.firstword.core.job.JobLimits;
import dev.firstword.core.job.webhook.WebhookService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks for the ends of jobs. */
final class WebhookTest {

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(settings(new WebhookService.SendingOptions(WebhookReceiver.SECRET, true)));

  private static final WebhookService.SendingOptions RETRYING_SOON =
      new WebhookService.SendingOptions(
          WebhookReceiver.SECRET, true, List.of(Duration.ofMillis(100)));

  private static final WebhookService.SendingOptions PUBLIC_ONLY =
      new WebhookService.SendingOptions(WebhookReceiver.SECRET, false);

  private final Client client = SERVER.client();

  private static JobSettings settings(WebhookService.SendingOptions webhooks) {
    return new JobSettings(JobLimits.DEFAULTS, webhooks);
  }

  @Test
  void deliversSuccessOnceSignedAndWithTheJob() throws Exception {
    try (WebhookReceiver receiver = WebhookReceiver.accepting()) {
      String jobId = submit("Tell me", receiver);

      WebhookReceiver.ReceivedWebhook delivery = receiver.await(1);

      delivery.verify();
      JsonNode event = Reply.json(delivery.body());
      assertThat(event.path("type").asText()).isEqualTo("job.succeeded");
      assertThat(event.path("timestamp").asText()).matches("\\d{4}-.*Z");
      JsonNode webhook = awaitWebhook(jobId, "delivered");
      assertThat(webhook.path("attempts").asInt()).isEqualTo(1);
      assertThat(webhook.path("last_status").asInt()).isEqualTo(204);
      assertThat(webhook.has("next_attempt_at")).isFalse();
      JsonNode job = client.job(jobId).json();
      ((ObjectNode) job).remove("webhook");
      assertThat(event.path("data")).isEqualTo(job);
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void deliversFailuresAndCancellations() {
    try (WebhookReceiver receiver = WebhookReceiver.accepting()) {
      client.submit(
          ChatCall.thinking("Too slow")
              .profile(TestProfiles.SHORT_TIMEOUTS)
              .with("webhook_url", receiver.url()));
      JsonNode failed = Reply.json(receiver.await(1).body());
      assertThat(failed.path("type").asText()).isEqualTo("job.failed");
      assertThat(failed.path("data").path("error").path("code").asText()).isEqualTo("model_silent");

      Reply taken = client.submit(ChatCall.writing("Stop").with("webhook_url", receiver.url()));
      client.cancelJob(taken.json().path("job_id").asText());

      assertThat(Reply.json(receiver.await(2).body()).path("type").asText())
          .isEqualTo("job.cancelled");
    }
  }

  @Test
  void retriesWithTheSameId() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (WebhookReceiver receiver =
            new WebhookReceiver(count -> count == 0 ? 500 : acceptedAfter(seen));
        ServerFixture server = new ServerFixture(settings(RETRYING_SOON))) {
      String jobId = submit(server.client(), "Tell me twice", receiver);
      receiver.await(1);
      ServerFixture.awaitTrue(() -> webhook(server.client(), jobId).path("attempts").asInt() == 1);
      JsonNode pending = webhook(server.client(), jobId);
      assertThat(pending.path("last_status").asInt()).isEqualTo(500);
      assertThat(pending.path("next_attempt_at").asText()).matches("\\d{4}-.*Z");
      seen.countDown();

      WebhookReceiver.ReceivedWebhook second = receiver.await(2);

      second.verify();
      assertThat(second.id()).isEqualTo(receiver.received().getFirst().id());
      assertThat(second.body()).isEqualTo(receiver.received().getFirst().body());
      JsonNode delivered = awaitWebhook(server.client(), jobId, "delivered");
      assertThat(delivered.path("attempts").asInt()).isEqualTo(2);
    }
  }

  @Test
  void followsNoRedirect() {
    try (WebhookReceiver receiver = new WebhookReceiver(_ -> 307)) {
      String jobId = submit("Redirect me", receiver);

      ServerFixture.awaitTrue(
          () -> client.job(jobId).json().path("webhook").path("last_status").asInt() == 307);

      assertThat(receiver.received()).hasSize(1);
    }
  }

  @Test
  void disablesAReceiverThatAnswersGone() {
    try (WebhookReceiver receiver = new WebhookReceiver(_ -> 410)) {
      String jobId = submit("Tell me no more", receiver);

      awaitWebhook(jobId, "disabled");

      Reply refused = client.submit(ChatCall.of("And again").with("webhook_url", receiver.url()));
      ProblemAssertions.assertProblem(refused, 422, "not_answerable");
      assertThat(refused.json().path("detail").asText()).contains("410");
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "https://[::ffff:10.0.0.1]/hook",
        "https://2130706433/hook",
        "https://127.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "http://8.8.8.8/hook",
        "https://user:secret@8.8.8.8/hook",
        "ftp://8.8.8.8/hook",
        "/hook",
        ""
      })
  void rejectsForbiddenAddresses(String url) {
    try (ServerFixture strict = new ServerFixture(settings(PUBLIC_ONLY))) {
      Reply refused = strict.client().submit(ChatCall.of("Hello").with("webhook_url", url));

      ProblemAssertions.assertProblem(refused, 422, "not_answerable");
      assertThat(strict.calls().calls()).isZero();
    }
  }

  private static int acceptedAfter(CountDownLatch released) {
    try {
      return released.await(10, TimeUnit.SECONDS) ? 200 : 500;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return 500;
    }
  }

  private String submit(String message, WebhookReceiver receiver) {
    return submit(client, message, receiver);
  }

  private static String submit(Client client, String message, WebhookReceiver receiver) {
    return JobTest.submitted(client, ChatCall.of(message).with("webhook_url", receiver.url()));
  }

  private JsonNode awaitWebhook(String jobId, String state) {
    return awaitWebhook(client, jobId, state);
  }

  private static JsonNode awaitWebhook(Client client, String jobId, String state) {
    ServerFixture.awaitTrue(() -> webhook(client, jobId).path("state").asText().equals(state));
    return webhook(client, jobId);
  }

  private static JsonNode webhook(Client client, String jobId) {
    return client.job(jobId).json().path("webhook");
  }
}
