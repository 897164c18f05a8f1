package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.job.JobJson;
import dev.firstword.core.job.JobKind;
import dev.firstword.core.job.JobService;
import dev.firstword.core.job.JobService.Submission;
import dev.firstword.core.job.JobService.SubmittedJob;
import dev.firstword.core.job.JobStatus;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.JobRequest;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.relay.server.HttpMethod;

/** {@code /api/jobs}: submits, reads and cancels jobs, which run without a reader. */
final class JobRoutes {

  private static final String JOBS = "/api/jobs";

  private final JobService jobs;
  private final RequestAuthorizer authorizer;
  private final ChatBodyLimits bodyLimits;
  private final ChatRequestReader requests;
  private final RequestTracing tracing;

  JobRoutes(
      JobService jobs,
      RequestAuthorizer authorizer,
      ChatBodyLimits bodyLimits,
      ChatRequestReader requests,
      RequestTracing tracing) {
    this.jobs = jobs;
    this.authorizer = authorizer;
    this.bodyLimits = bodyLimits;
    this.requests = requests;
    this.tracing = tracing;
  }

  void addTo(Routes routes) {
    routes
        .add(HttpMethod.POST, JOBS, this::submit)
        .add(HttpMethod.GET, "/api/jobs/{id}", this::show)
        .add(HttpMethod.POST, "/api/jobs/{id}/cancel", this::cancel);
  }

  private void submit(RequestContext context, String id) {
    RequestBodyReader.requireJson(context);
    boolean isStrict = context.isStrict();
    authorizer.forPrincipal(
        context,
        bodyLimits.of(context),
        (principal, body) -> submit(context, principal, body, isStrict),
        submitted -> {
          if (submitted.replayed()) {
            context.response().header("idempotency-replayed", "true");
          }
          context.sendJson(202, accepted(submitted.status()));
        });
  }

  private SubmittedJob submit(
      RequestContext context, Principal principal, byte[] body, boolean isStrict) {
    TraceContext trace = tracing.traceOf(context);
    boolean accepted = false;
    try {
      SubmittedJob submitted = jobs.submit(submission(context, principal, body, isStrict, trace));
      accepted = true;
      return submitted;
    } finally {
      tracing.recordRequest(context, "POST", JOBS, trace, !accepted);
    }
  }

  private Submission submission(
      RequestContext context,
      Principal principal,
      byte[] body,
      boolean isStrict,
      TraceContext trace) {
    long authenticatedNanos = context.loop().nanoTime();
    JobRequest request = requests.readJob(body, isStrict);
    authorizer.grantedTurns().acquire(principal, request.chat().profile());
    return new Submission(
        JobKind.JOB,
        principal.caller(),
        request.chat(),
        body,
        request.webhookUrl(),
        RequestIdentity.idempotencyKey(context),
        RequestIdentity.digest(body),
        trace.traceparent(),
        context.receivedNanos(),
        authenticatedNanos,
        context.loop());
  }

  private static ObjectNode accepted(JobStatus status) {
    String jobId = status.job().id();
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("job_id", jobId);
    body.put("turn_id", status.job().turnId());
    body.put("conversation_id", status.job().conversationId());
    body.put("status_url", "/api/jobs/" + jobId);
    body.put("state", status.state().wireName());
    return body;
  }

  private void show(RequestContext context, String id) {
    authorizer.forCaller(
        context,
        caller ->
            jobs.find(caller, id)
                .map(status -> JobJson.toJson(status, jobs.webhook(status)))
                .orElseThrow(() -> new ProblemException(Problem.unknownJob())),
        body -> context.sendJson(200, body));
  }

  private void cancel(RequestContext context, String id) {
    authorizer.forCaller(
        context,
        caller ->
            jobs.cancel(caller, id).orElseThrow(() -> new ProblemException(Problem.unknownJob())),
        status -> context.sendJson(202, accepted(status)));
  }
}
