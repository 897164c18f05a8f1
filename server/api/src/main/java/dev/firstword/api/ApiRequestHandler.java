package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import dev.firstword.relay.server.RequestHandler;
import dev.firstword.relay.server.ServerRequest;

/** Dispatches the requests of all connections to the routes. */
public final class ApiRequestHandler implements RequestHandler {

  private final Routes routes;
  private final RefusalCounts refusals;

  /**
   * Creates a handler.
   *
   * @param refusals counts the problems that the routes respond with
   */
  public ApiRequestHandler(Routes routes, RefusalCounts refusals) {
    this.routes = routes;
    this.refusals = refusals;
  }

  @Override
  public void onRequest(ServerRequest request) {
    RequestContext context = new RequestContext(request, refusals);
    request.response().continueAfterHalfClose();
    ServerTiming.addTotalToHead(context);
    routes.handle(context);
  }

  @Override
  public void onInvalidRequest(ServerRequest request, Invalidity invalidity) {
    RequestContext context = new RequestContext(request, refusals);
    request.response().continueAfterHalfClose();
    ServerTiming.addTotalToHead(context);
    context.sendProblemAndClose(
        switch (invalidity) {
          case LINE_TOO_LONG -> Problem.addressTooLong();
          case HEADERS_TOO_LARGE -> Problem.headersTooLarge();
          case MALFORMED -> Problem.malformed("The request is not valid HTTP.");
        });
  }
}
