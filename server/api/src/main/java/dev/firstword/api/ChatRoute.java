package dev.firstword.api;

import dev.firstword.api.PendingAuthentication.Authenticated;
import dev.firstword.core.preparation.EarlyPreparation;
import dev.firstword.core.preparation.PreparationTask;
import dev.firstword.core.protocol.ChatRequest;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.turn.TurnService;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.relay.server.HttpTimeouts;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/chat/stream}: starts a turn and streams it. The response head leaves with the
 * first event, as soon as the user message is durable and before any slow work.
 */
final class ChatRoute {

  private final TurnService turns;
  private final EarlyPreparation earlyPreparation;
  private final RequestAuthorizer authorizer;
  private final ChatBodyLimits bodyLimits;
  private final ChatRequestReader requests;
  private final AdmittedTurnResponse responses;
  private final RequestTracing tracing;

  ChatRoute(
      TurnService turns,
      EarlyPreparation earlyPreparation,
      RequestAuthorizer authorizer,
      ChatBodyLimits bodyLimits,
      ChatRequestReader requests,
      HttpTimeouts timeouts,
      RequestTracing tracing) {
    this.turns = turns;
    this.earlyPreparation = earlyPreparation;
    this.authorizer = authorizer;
    this.bodyLimits = bodyLimits;
    this.requests = requests;
    this.responses = new AdmittedTurnResponse(turns, timeouts);
    this.tracing = tracing;
  }

  void handle(RequestContext context, String id) {
    RequestBodyReader.requireJson(context);
    boolean isStrict = context.isStrict();
    authorizer.readWhileAuthenticating(
        context,
        bodyLimits.of(context),
        (authentication, body) -> answer(context, authentication, body, isStrict));
  }

  /** The whole path of the turn, except for what its event loop does. */
  private void answer(
      RequestContext context,
      PendingAuthentication authentication,
      RequestBody body,
      boolean isStrict) {
    AdmittedTurn admitted;
    try (body) {
      body.requireProcessingMemory(authorizer.processingBudget());
      admitted = admit(context, authentication, body.bytes(), isStrict);
    }
    responses.send(context, admitted, null);
  }

  private AdmittedTurn admit(
      RequestContext context, PendingAuthentication authentication, byte[] body, boolean isStrict) {
    TraceContext trace = tracing.traceOf(context);
    PreparationTask speculative = prepareSpeculatively(context, authentication, body, trace);
    Authenticated authenticated;
    ChatRequest request;
    try {
      authenticated = authentication.await();
      request = requests.read(body, isStrict);
      authorizer.grantedTurns().acquire(authenticated.principal(), request.profile());
    } catch (RuntimeException | Error e) {
      if (speculative != null) {
        speculative.cancel();
      }
      throw e;
    }
    return turns.admit(
        new TurnRequest(
            authenticated.principal().caller(),
            TurnOrigin.LIVE,
            request,
            RequestIdentity.idempotencyKey(context),
            RequestIdentity.digest(body),
            trace,
            context.receivedNanos(),
            authenticated.completedNanos(),
            context.loop(),
            false,
            speculative));
  }

  /** Starts speculative work for the claimed caller while authentication is still running. */
  private @Nullable PreparationTask prepareSpeculatively(
      RequestContext context,
      PendingAuthentication authentication,
      byte[] body,
      TraceContext trace) {
    if (authentication.claimedCaller().isEmpty() || !authentication.isPending()) {
      return null;
    }
    try {
      return earlyPreparation
          .prepareUnauthenticated(
              authentication.claimedCaller().get(),
              requests.read(body),
              trace,
              context.remoteHost())
          .orElse(null);
    } catch (ProblemException _) {
      return null; // Reported after authentication.
    }
  }
}
