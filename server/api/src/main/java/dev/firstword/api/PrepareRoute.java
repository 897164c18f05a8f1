package dev.firstword.api;

import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.turn.TurnService;

/**
 * {@code POST /api/prepare}: starts preparation for a user who is still typing. The response does
 * not wait for it.
 */
final class PrepareRoute {

  private final TurnService turns;
  private final RequestAuthorizer authorizer;
  private final RequestBodyReader.Limits bodyLimits;

  PrepareRoute(
      TurnService turns, RequestAuthorizer authorizer, RequestBodyReader.Limits bodyLimits) {
    this.turns = turns;
    this.authorizer = authorizer;
    this.bodyLimits = bodyLimits;
  }

  void handle(RequestContext context, String id) {
    RequestBodyReader.readJson(
        context,
        bodyLimits,
        body ->
            authorizer.forCaller(
                context,
                caller -> {
                  turns.prepareDraft(caller, ChatRequestReader.readPrepare(body));
                  return caller;
                },
                _ -> context.sendEmpty(202)));
  }
}
