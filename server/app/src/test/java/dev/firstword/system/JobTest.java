package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.JobSettings;
import dev.firstword.core.job.JobLimits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/jobs}: background turns without a reader. */
final class JobTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture(JobSettings.DEFAULTS);

  private final Client client = SERVER.client();

  @Test
  void completesWithoutAReader() {
    Reply taken =
        client.submit(ChatCall.of("Work this out").profile(TestProfiles.CANCELS_ON_DISCONNECT));

    assertThat(taken.status()).isEqualTo(202);
    JsonNode accepted = taken.json();
    String jobId = accepted.path("job_id").asText();
    assertThat(accepted.path("status_url").asText()).isEqualTo("/api/jobs/" + jobId);
    assertThat(accepted.path("state").asText()).isIn("queued", "running", "succeeded");
    JsonNode job = awaitState(client, jobId, "succeeded");
    String turnId = accepted.path("turn_id").asText();
    assertThat(job.path("turn_id").asText()).isEqualTo(turnId);
    assertThat(job.path("conversation_id")).isEqualTo(accepted.path("conversation_id"));
    assertThat(job.path("attempts").asInt()).isEqualTo(1);
    assertThat(job.path("text").asText()).isNotBlank().isEqualTo(client.transcript(turnId).text());
    assertThat(job.path("latency").path("total_ms").isNumber()).isTrue();
    assertThat(job.has("error")).isFalse();
    assertThat(job.has("webhook")).isFalse();
  }

  @Test
  void isPartOfItsConversation() {
    Transcript before = client.answer(ChatCall.of("Hello first"));
    String conversation = before.events().getFirst().field("conversation_id");

    String jobId = submitted(ChatCall.of("And now this").inConversation(conversation));

    awaitState(client, jobId, "succeeded");
    assertThat(
            client
                .get("/api/conversations/" + conversation)
                .json()
                .path("messages")
                .findValuesAsText("text"))
        .hasSize(4)
        .contains("And now this");
  }

  @Test
  void reportsWhyItFailed() {
    String jobId =
        submitted(ChatCall.thinking("Too slow for this").profile(TestProfiles.SHORT_TIMEOUTS));

    JsonNode job = awaitState(client, jobId, "failed");

    assertThat(job.path("error").path("code").asText()).isEqualTo("model_silent");
    assertThat(job.path("error").path("message").asText()).matches("[A-Z].{10,}\\.");
    assertThat(job.path("error").path("action").asText()).isNotBlank();
  }

  @Test
  void canBeCancelledRepeatedly() {
    String jobId = submitted(ChatCall.writing("Will you stop?"));
    awaitState(client, jobId, "running");

    Reply cancelled = client.cancelJob(jobId);

    assertThat(cancelled.status()).isEqualTo(202);
    awaitState(client, jobId, "cancelled");
    assertThat(client.cancelJob(jobId).status()).isEqualTo(202);
    assertThat(client.cancelJob(jobId).json().path("state").asText()).isEqualTo("cancelled");
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void isDeduplicatedByKey() {
    ChatCall call = ChatCall.of("Only once, please").key("once");

    List<Reply> replies =
        Concurrently.all(IntStream.range(0, 20).boxed().toList(), _ -> client.submit(call));

    assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(202));
    assertThat(replies.stream().map(reply -> reply.json().path("job_id").asText()).distinct())
        .hasSize(1);
    assertThat(replies.stream().map(reply -> reply.json().path("turn_id").asText()).distinct())
        .hasSize(1);
    assertThat(replies.stream().filter(reply -> reply.header("idempotency-replayed").isEmpty()))
        .hasSize(1);
    awaitState(client, replies.getFirst().json().path("job_id").asText(), "succeeded");
    assertThat(SERVER.calls().calls()).isEqualTo(1);
    ProblemAssertions.assertProblem(
        client.submit(ChatCall.of("Another one").key("once")), 422, "idempotency_key_reused");
  }

  /** Programs repeat a message deliberately; those that do not want that send a key. */
  @Test
  void isNotDeduplicatedWithoutAKey() {
    assertThat(submitted(ChatCall.of("The same words")))
        .isNotEqualTo(submitted(ChatCall.of("The same words")));
    ServerFixture.awaitTrue(() -> SERVER.calls().finished() == 2);
  }

  @Test
  void isRejectedLikeATurn() {
    ProblemAssertions.assertProblem(client.submit(ChatCall.of("  ")), 400, "malformed_request");
    ProblemAssertions.assertProblem(
        client.submit(ChatCall.of("Hello").inConversation("conv_none")),
        404,
        "unknown_conversation");
    ProblemAssertions.assertProblem(
        client.submit(ChatCall.of("Hello").profile("none")), 404, "unknown_profile");
    ProblemAssertions.assertProblem(client.submit(ChatCall.of("Hello").key("not allowed")), 400);
  }

  @Test
  void explainsHowToConfigureWebhooks() {
    Reply refused = client.submit(ChatCall.of("Hello").with("webhook_url", "https://example.com/"));

    ProblemAssertions.assertProblem(refused, 422, "not_answerable");
    assertThat(refused.json().path("detail").asText()).contains("webhooks.secret");
  }

  @Test
  void rejectsUnknownJobs() {
    ProblemAssertions.assertProblem(client.job("job_none"), 404, "unknown_job");
    ProblemAssertions.assertProblem(client.cancelJob("job_none"), 404, "unknown_job");
  }

  @Test
  void isDeletedWithItsConversation() {
    Reply taken = client.submit(ChatCall.writing("Delete me meanwhile"));
    String jobId = taken.json().path("job_id").asText();
    awaitState(client, jobId, "running");

    client.send("DELETE", "/api/conversations/" + taken.json().path("conversation_id").asText());

    ProblemAssertions.assertProblem(client.job(jobId), 404, "unknown_job");
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void isQueuedWhenAllSlotsAreBusyAndRejectedWhenTheQueueIsFull() {
    JobSettings few = new JobSettings(new JobLimits(1, 1, 3), JobSettings.DEFAULTS.webhooks());
    try (ServerFixture server = new ServerFixture(few)) {
      Client other = server.client();
      String running = submitted(other, ChatCall.writing("I run"));
      awaitState(other, running, "running");
      String waiting = submitted(other, ChatCall.of("I wait"));
      assertThat(other.job(waiting).json().path("state").asText()).isEqualTo("queued");

      Reply refused = other.submit(ChatCall.of("I am too many"));

      ProblemAssertions.assertProblem(refused, 503, "too_many_jobs");
      assertThat(refused.json().path("action").asText()).isEqualTo("wait");
      assertThat(refused.header("retry-after")).isPresent();
      other.cancelJob(running);
      awaitState(other, waiting, "succeeded");
      assertThat(other.submit(ChatCall.of("Now there is room")).status()).isEqualTo(202);
    }
  }

  @Test
  void isCancelledInTheQueueWithoutCallingAModel() {
    JobSettings few = new JobSettings(new JobLimits(1, 5, 3), JobSettings.DEFAULTS.webhooks());
    try (ServerFixture server = new ServerFixture(few)) {
      Client other = server.client();
      String running = submitted(other, ChatCall.writing("I run"));
      awaitState(other, running, "running");
      String waiting = submitted(other, ChatCall.of("I wait"));

      other.cancelJob(waiting);

      awaitState(other, waiting, "cancelled");
      other.cancelJob(running);
      awaitState(other, running, "cancelled");
      awaitState(other, submitted(other, ChatCall.of("I come after")), "succeeded");
      assertThat(server.calls().calls()).isEqualTo(2);
    }
  }

  private String submitted(ChatCall call) {
    return submitted(client, call);
  }

  static String submitted(Client client, ChatCall call) {
    Reply reply = client.submit(call);
    assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    return reply.json().path("job_id").asText();
  }

  /** Waits until the job is in the given state, and returns its status. */
  static JsonNode awaitState(Client client, String jobId, String state) {
    ServerFixture.awaitTrue(() -> client.job(jobId).json().path("state").asText().equals(state));
    return client.job(jobId).json();
  }
}
