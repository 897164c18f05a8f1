package dev.firstword.api;

import dev.firstword.api.compatible.ClientRequestReader;
import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.direct.DirectCallCounters.Outcome;
import dev.firstword.core.direct.DirectCalls;
import dev.firstword.core.direct.DirectCalls.Admitted;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.prompt.TokenEstimate;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.time.Clock;

/** Answers requests of one of the providers' APIs by direct calls. */
final class DirectCallRoute {

  /** Every response names the request, as the SDKs of all APIs read it. */
  private static final String REQUEST_ID = "request-id";

  private static final String OPENAI_REQUEST_ID = "x-request-id";

  private final CompatibleApi api;
  private final Services services;
  private final ClientRequestReader reader;

  DirectCallRoute(CompatibleApi api, Services services) {
    this.api = api;
    this.services = services;
    this.reader =
        new ClientRequestReader(api, services.attachments, services.calls.maxTokensLimit());
  }

  /** What the routes of all APIs use. */
  record Services(
      DirectCalls calls,
      RequestAuthorizer authorizer,
      ChatBodyLimits bodyLimits,
      AttachmentPolicy attachments,
      HttpTimeouts timeouts,
      RequestTracing tracing,
      Clock clock) {}

  void addTo(Routes routes) {
    routes.add(HttpMethod.POST, api.path(), this::call);
    if (!api.countTokensPath().isEmpty()) {
      routes.add(HttpMethod.POST, api.countTokensPath(), this::countTokens);
    }
  }

  private CallErrorFormat begin(RequestContext context) {
    CallErrorFormat errors = new CallErrorFormat(api, nameRequest(context, services.clock));
    context.formatProblems(errors);
    RequestBodyReader.requireJson(context);
    return errors;
  }

  /** Returns the id of a request, which its response has too. */
  static String nameRequest(RequestContext context, Clock clock) {
    String requestId = Identifier.create("req", clock.millis());
    context.response().header(REQUEST_ID, requestId).header(OPENAI_REQUEST_ID, requestId);
    return requestId;
  }

  private void call(RequestContext context, String variable) {
    CallErrorFormat errors = begin(context);
    PendingAuthentication authentication = services.authorizer.startAuthentication(context);
    services.authorizer.readBody(
        context,
        authentication,
        services.bodyLimits.of(context),
        body ->
            context.runBlocking(
                services.authorizer.virtualThreads(),
                () -> {
                  Admitted admitted = admit(context, authentication, body);
                  context.loop().execute(() -> open(context, admitted, errors));
                }));
  }

  private Admitted admit(
      RequestContext context, PendingAuthentication authentication, RequestBody body) {
    try (body) {
      Caller caller = authentication.await().principal().caller();
      DirectRequest request = read(context, body, caller);
      return services.calls.admit(
          request,
          caller,
          FeatureHeader.read(context, services.calls.features(api.name())),
          services.tracing.traceOf(context));
    }
  }

  private DirectRequest read(RequestContext context, RequestBody body, Caller caller) {
    body.requireProcessingMemory(services.authorizer.processingBudget());
    return reader.read(body.bytes(), context::header, context.isStrict(), caller);
  }

  private void open(RequestContext context, Admitted admitted, CallErrorFormat errors) {
    if (context.response().isClosed()) {
      services.calls.release(admitted, Outcome.CANCELLED, Usage.NONE);
      return;
    }
    new DirectCallStream(
            context, services.calls, admitted, errors, services.timeouts, services.clock)
        .start();
  }

  private void countTokens(RequestContext context, String variable) {
    begin(context);
    PendingAuthentication authentication = services.authorizer.startAuthentication(context);
    services.authorizer.readBody(
        context,
        authentication,
        services.bodyLimits.of(context),
        body ->
            context.runBlocking(
                services.authorizer.virtualThreads(),
                () -> count(context, authentication, body),
                tokens -> context.sendJson(200, api.tokenCount(tokens))));
  }

  /** Returns an estimate: the server has no tokenizer of the models. */
  private long count(
      RequestContext context, PendingAuthentication authentication, RequestBody body) {
    try (body) {
      Caller caller = authentication.await().principal().caller();
      return TokenEstimate.of(read(context, body, caller).prompt());
    }
  }
}
