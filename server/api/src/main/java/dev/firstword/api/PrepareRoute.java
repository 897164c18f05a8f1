package dev.firstword.api;

import dev.firstword.core.preparation.EarlyPreparation;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.PrepareRequest;

/**
 * {@code POST /api/prepare}: starts preparation for a user who is still typing. The response does
 * not wait for it.
 */
final class PrepareRoute {

  private final EarlyPreparation preparation;
  private final RequestAuthorizer authorizer;
  private final RequestBodyReader.Limits bodyLimits;

  PrepareRoute(
      EarlyPreparation preparation,
      RequestAuthorizer authorizer,
      RequestBodyReader.Limits bodyLimits) {
    this.preparation = preparation;
    this.authorizer = authorizer;
    this.bodyLimits = bodyLimits;
  }

  void handle(RequestContext context, String id) {
    RequestBodyReader.requireJson(context);
    authorizer.forPrincipal(
        context,
        bodyLimits,
        (principal, body) -> {
          PrepareRequest request = ChatRequestReader.readPrepare(body);
          principal.grant().requireProfile(request.profile());
          preparation.prepareDraft(principal.caller(), request);
          return principal;
        },
        _ -> context.sendEmpty(202));
  }
}
