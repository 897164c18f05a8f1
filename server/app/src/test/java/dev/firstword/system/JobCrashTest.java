package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.JobSettings;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.core.job.JobLimits;
import dev.firstword.core.job.webhook.WebhookService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs whose server crashes or is stopped. */
final class JobCrashTest {

  /** Longer than a restart takes. */
  private static final Duration RETRY_DELAY = Duration.ofSeconds(2);

  private final ServerFixture server =
      new ServerFixture(
          new JobSettings(
              new JobLimits(1, 100, 3),
              new WebhookService.SendingOptions(
                  WebhookReceiver.SECRET, true, List.of(RETRY_DELAY))));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void retriesAfterACrashInTheSameConversation() throws IOException {
    Client client = server.client();
    Reply taken = client.submit(ChatCall.steady("Do you go on?"));
    String jobId = taken.json().path("job_id").asText();
    String first = taken.json().path("turn_id").asText();
    JobTest.awaitState(client, jobId, "running");
    ServerFixture.awaitTrue(() -> StoredLog.countEvents(server.data(), first) > 5);

    afterCrash(survivor -> {
      JsonNode job = JobTest.awaitState(survivor, jobId, "succeeded");
      assertThat(job.path("attempts").asInt()).isEqualTo(2);
      assertThat(job.path("turn_id").asText()).isNotEqualTo(first);
      assertThat(job.path("conversation_id")).isEqualTo(taken.json().path("conversation_id"));
      assertThat(job.path("text").asText()).isNotBlank();
      assertThat(survivor.transcript(first).ending().field("code")).isEqualTo("interrupted");
    });
  }

  @Test
  void startsQueuedJobsAfterACrash() throws IOException {
    Client client = server.client();
    String running = JobTest.submitted(client, ChatCall.writing("I run"));
    JobTest.awaitState(client, running, "running");
    List<Reply> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(client.submit(ChatCall.of("I wait, number " + i)));
    }
    String cancelled = waiting.getFirst().json().path("job_id").asText();
    client.cancelJob(cancelled);

    afterCrash(survivor -> {
      survivor.cancelJob(running);
      JobTest.awaitState(survivor, running, "cancelled");
      JobTest.awaitState(survivor, cancelled, "cancelled");
      for (Reply taken : waiting.subList(1, 5)) {
        JsonNode job =
            JobTest.awaitState(survivor, taken.json().path("job_id").asText(), "succeeded");
        assertThat(job.path("attempts").asInt()).isEqualTo(1);
        assertThat(job.path("turn_id")).isEqualTo(taken.json().path("turn_id"));
      }
    });
  }

  @Test
  void keepsQueuedJobsAcrossARestart() {
    Client client = server.client();
    String running = JobTest.submitted(client, ChatCall.steady("I run"));
    JobTest.awaitState(client, running, "running");
    Reply waiting = client.submit(ChatCall.of("I wait"));

    server.restart();

    Client after = server.client();
    JsonNode job = JobTest.awaitState(after, waiting.json().path("job_id").asText(), "succeeded");
    assertThat(job.path("attempts").asInt()).isEqualTo(1);
    assertThat(job.path("turn_id")).isEqualTo(waiting.json().path("turn_id"));
    JsonNode stopped = JobTest.awaitState(after, running, "succeeded");
    assertThat(stopped.path("attempts").asInt()).isEqualTo(2);
  }

  @Test
  void deliversTheWebhookAfterARestart() throws IOException {
    try (WebhookReceiver receiver = new WebhookReceiver(count -> count == 0 ? 500 : 204)) {
      Client client = server.client();
      String jobId =
          JobTest.submitted(
              client, ChatCall.of("Tell me later").with("webhook_url", receiver.url()));
      String id = receiver.await(1).id();

      server.restart();

      assertThat(receiver.await(2).id()).isEqualTo(id);
      ServerFixture.awaitTrue(() ->
          server
              .client()
              .job(jobId)
              .json()
              .path("webhook")
              .path("state")
              .asText()
              .equals("delivered"));
    }
  }

  /** Copies the files as they are now and starts another server on the copy. */
  private void afterCrash(Consumer<Client> then) throws IOException {
    Path copy = Files.createTempDirectory(server.folder(), "crashed");
    StoredLog.copyData(server.data(), copy);
    try (Firstword second = server.startAnother(copy)) {
      then.accept(new Client(second.uri()));
    }
  }
}
