package dev.firstword.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.job.webhook.Webhook;
import java.time.Instant;
import java.util.Optional;

/** A job as the contract writes it, for those who ask and for those who are told. */
public final class JobDocument {

  private static final JsonMapper JSON = new JsonMapper();

  private JobDocument() {}

  /** What a webhook carries as its data. */
  static ObjectNode of(JobStatus status) {
    Job job = status.job();
    ObjectNode body = JSON.createObjectNode();
    body.put("job_id", job.id());
    body.put("state", status.state().wireName());
    body.put("turn_id", job.turnId());
    body.put("conversation_id", job.conversationId());
    body.put("attempts", job.attempts());
    body.put("created_at", Instant.ofEpochMilli(job.createdAtMs()).toString());
    body.put("text", status.text());
    JsonNode error = status.error();
    if (error != null) {
      ObjectNode told = body.putObject("error");
      told.set("code", error.path("code"));
      told.set("message", error.path("message"));
      told.set("action", error.path("action"));
    }
    if (status.latency() != null) {
      body.set("latency", status.latency());
    }
    return body;
  }

  /** What the job's user is shown: the same, and what became of the webhook. */
  public static ObjectNode of(JobStatus status, Optional<Webhook> sent) {
    ObjectNode body = of(status);
    String url = status.job().webhookUrl();
    if (url != null) {
      ObjectNode webhook = body.putObject("webhook");
      webhook.put("url", url);
      webhook.put("state", sent.map(it -> it.state().wireName()).orElse("pending"));
      webhook.put("attempts", sent.map(Webhook::attempts).orElse(0));
      sent.map(Webhook::nextAttemptAtMs)
          .ifPresent(next -> webhook.put("next_attempt_at", Instant.ofEpochMilli(next).toString()));
      sent.map(Webhook::lastStatus).ifPresent(code -> webhook.put("last_status", code));
    }
    return body;
  }

  /** The event that a webhook tells of. */
  static String event(JobStatus status, Instant at) {
    ObjectNode event = JSON.createObjectNode();
    event.put("type", "job." + status.state().wireName());
    event.put("timestamp", at.toString());
    event.set("data", of(status));
    return event.toString();
  }
}
