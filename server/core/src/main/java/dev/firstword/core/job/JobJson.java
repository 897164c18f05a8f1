package dev.firstword.core.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.job.webhook.Webhook;
import java.time.Instant;
import java.util.Optional;

/** Converts jobs to the JSON of the protocol, for responses and webhooks. */
public final class JobJson {

  private static final JsonMapper JSON = new JsonMapper();

  private JobJson() {}

  /** Returns the data of a webhook event. */
  static ObjectNode toJson(JobStatus status) {
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
      ObjectNode errorBody = body.putObject("error");
      errorBody.set("code", error.path("code"));
      errorBody.set("message", error.path("message"));
      errorBody.set("action", error.path("action"));
    }
    if (status.latency() != null) {
      body.set("latency", status.latency());
    }
    return body;
  }

  /**
   * Returns what the job's user sees: the data of a webhook event, plus the delivery state of the
   * webhook.
   */
  public static ObjectNode toJson(JobStatus status, Optional<Webhook> delivery) {
    ObjectNode body = toJson(status);
    String url = status.job().webhookUrl();
    if (url != null) {
      ObjectNode webhook = body.putObject("webhook");
      webhook.put("url", url);
      webhook.put("state", delivery.map(it -> it.state().wireName()).orElse("pending"));
      webhook.put("attempts", delivery.map(Webhook::attempts).orElse(0));
      delivery
          .map(Webhook::nextAttemptAtMs)
          .ifPresent(next -> webhook.put("next_attempt_at", Instant.ofEpochMilli(next).toString()));
      delivery.map(Webhook::lastStatus).ifPresent(code -> webhook.put("last_status", code));
    }
    return body;
  }

  /** Returns the webhook event for the end of a job. */
  static String toEvent(JobStatus status, Instant at) {
    ObjectNode event = JSON.createObjectNode();
    event.put("type", "job." + status.state().wireName());
    event.put("timestamp", at.toString());
    event.set("data", toJson(status));
    return event.toString();
  }
}
