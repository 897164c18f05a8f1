package dev.firstword.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.identity.Caller;
import dev.firstword.job.JobDocument;
import dev.firstword.job.JobStatus;
import dev.firstword.job.Jobs;
import dev.firstword.job.Jobs.Submission;
import dev.firstword.job.Jobs.Submitted;
import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.protocol.JobRequest;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TraceContext;
import io.vertx.core.http.HttpMethod;

/** {@code /api/jobs}: work without a listener is taken in, looked at, cancelled. */
final class JobRoutes {

  private static final String JOBS = "/api/jobs";

  private final Jobs jobs;
  private final Access access;
  private final RequestBody.Limits bodies;
  private final Tracing tracing;

  JobRoutes(Jobs jobs, Access access, RequestBody.Limits bodies, Tracing tracing) {
    this.jobs = jobs;
    this.access = access;
    this.bodies = bodies;
    this.tracing = tracing;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.POST, JOBS, this::submit)
        .add(HttpMethod.GET, "/api/jobs/{id}", this::show)
        .add(HttpMethod.POST, "/api/jobs/{id}/cancel", this::cancel);
  }

  private void submit(Exchange exchange, String id) {
    RequestBody.readJson(
        exchange,
        bodies,
        body ->
            access.forCaller(
                exchange,
                caller -> submit(exchange, caller, body),
                submitted -> {
                  if (submitted.replayed()) {
                    exchange.response().putHeader("idempotency-replayed", "true");
                  }
                  exchange.json(202, accepted(submitted.status()));
                }));
  }

  private Submitted submit(Exchange exchange, Caller caller, byte[] body) {
    TraceContext trace = tracing.of(exchange);
    boolean taken = false;
    try {
      Submitted submitted = jobs.submit(submission(exchange, caller, body, trace));
      taken = true;
      return submitted;
    } finally {
      tracing.served(exchange, "POST", JOBS, trace, !taken);
    }
  }

  private static Submission submission(
      Exchange exchange, Caller caller, byte[] body, TraceContext trace) {
    long authenticatedNanos = System.nanoTime();
    JobRequest request = ChatRequestReader.readJob(body);
    return new Submission(
        caller,
        request.chat(),
        body,
        request.webhookUrl(),
        RequestIdentity.idempotencyKey(exchange),
        RequestIdentity.digest(body),
        trace.traceparent(),
        exchange.receivedNanos(),
        authenticatedNanos,
        exchange.loop());
  }

  private static ObjectNode accepted(JobStatus status) {
    String jobId = status.job().id();
    ObjectNode body = Exchange.JSON.createObjectNode();
    body.put("job_id", jobId);
    body.put("turn_id", status.job().turnId());
    body.put("conversation_id", status.job().conversationId());
    body.put("status_url", "/api/jobs/" + jobId);
    body.put("state", status.state().wireName());
    return body;
  }

  private void show(Exchange exchange, String id) {
    access.forCaller(
        exchange,
        caller ->
            jobs.find(caller, id)
                .map(status -> JobDocument.of(status, jobs.webhook(status)))
                .orElseThrow(() -> new RefusedException(Problem.unknownJob())),
        body -> exchange.json(200, body));
  }

  private void cancel(Exchange exchange, String id) {
    access.forCaller(
        exchange,
        caller ->
            jobs.cancel(caller, id).orElseThrow(() -> new RefusedException(Problem.unknownJob())),
        status -> exchange.json(202, accepted(status)));
  }
}
