package dev.firstword.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.api.PendingAuthentication.Authenticated;
import dev.firstword.api.compatible.ClientRequestReader;
import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.api.compatible.StoredCallOptions;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.direct.DirectCallCounters.Outcome;
import dev.firstword.core.direct.DirectCalls;
import dev.firstword.core.direct.DirectCalls.Admitted;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.prompt.TokenEstimate;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestTree;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.server.HttpMethod;
import dev.firstword.relay.server.HttpTimeouts;
import dev.firstword.relay.time.Clock;

/** Answers requests of one of the providers' APIs by direct calls, or by turns that are stored. */
final class DirectCallRoute {

  /** Every response names the request, as the SDKs of all APIs read it. */
  private static final String REQUEST_ID = "request-id";

  private static final String OPENAI_REQUEST_ID = "x-request-id";

  /** Names the conversation that a call becomes a turn of. */
  static final String CONVERSATION = "firstword-conversation";

  private static final String FEATURES_OF_STORED =
      "The header Firstword-Features does not apply to a stored call. Leave it out.";

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
      StoredCalls storedCalls,
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
    services.authorizer.readWhileAuthenticating(
        context,
        services.bodyLimits.of(context),
        (authentication, body) -> answer(context, authentication, body, errors));
  }

  private void answer(
      RequestContext context,
      PendingAuthentication authentication,
      RequestBody body,
      CallErrorFormat errors) {
    StoredCall stored;
    try (body) {
      Authenticated authenticated = authentication.await();
      JsonNode root = parse(body);
      services.authorizer.grantedTurns().acquireCall(authenticated.principal());
      StoredCallOptions options = StoredCallOptions.take(root, api, context.header(CONVERSATION));
      if (options == null) {
        Caller caller = authenticated.principal().caller();
        Admitted admitted = admit(context, read(context, body, root, caller), caller);
        context.loop().execute(() -> open(context, admitted, errors));
        return;
      }
      stored = storedCall(context, authenticated, body, root, options);
    }
    services.storedCalls.start(context, stored, errors);
  }

  private JsonNode parse(RequestBody body) {
    body.requireProcessingMemory(services.authorizer.processingBudget());
    return RequestTree.parse(body.bytes()).root();
  }

  private StoredCall storedCall(
      RequestContext context,
      Authenticated authenticated,
      RequestBody body,
      JsonNode root,
      StoredCallOptions options) {
    if (context.header(FeatureHeader.NAME) != null) {
      throw new ProblemException(Problem.malformed(FEATURES_OF_STORED));
    }
    Caller caller = authenticated.principal().caller();
    return new StoredCall(
        authenticated,
        reader.readTranslated(root, context.isStrict(), caller),
        options,
        RequestIdentity.digest(body.bytes()));
  }

  private Admitted admit(RequestContext context, DirectRequest request, Caller caller) {
    return services.calls.admit(
        request,
        caller,
        FeatureHeader.read(context, services.calls.features(api.name())),
        services.tracing.traceOf(context));
  }

  private DirectRequest read(
      RequestContext context, RequestBody body, JsonNode root, Caller caller) {
    return reader.read(body.bytes(), root, context::header, context.isStrict(), caller);
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
    services.authorizer.readWhileAuthenticating(
        context,
        services.bodyLimits.of(context),
        (authentication, body) -> count(context, authentication, body),
        tokens -> context.sendJson(200, api.tokenCount(tokens)));
  }

  /** Returns an estimate: the server has no tokenizer of the models. */
  private long count(
      RequestContext context, PendingAuthentication authentication, RequestBody body) {
    try (body) {
      Principal principal = authentication.await().principal();
      principal.grant().requireAllProfiles();
      return TokenEstimate.of(read(context, body, parse(body), principal.caller()).prompt());
    }
  }
}
