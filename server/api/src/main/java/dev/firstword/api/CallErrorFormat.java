package dev.firstword.api;

import dev.firstword.api.compatible.CallError;
import dev.firstword.api.compatible.CompatibleApi;
import dev.firstword.core.protocol.Problem;

/**
 * Sends errors in the form of one of the providers' APIs, with the headers that their SDKs read.
 *
 * @param requestId the id of the request, which is also in its headers
 */
record CallErrorFormat(CompatibleApi api, String requestId)
    implements RequestContext.ProblemFormat {

  @Override
  public void send(RequestContext context, Problem problem) {
    send(context, CallError.of(problem));
  }

  void send(RequestContext context, CallError error) {
    if (error.isRetried() != null && !context.response().isHeadWritten()) {
      context.response().header("x-should-retry", error.isRetried().toString());
    }
    context.sendJsonError(api.status(error), api.error(error, requestId), error.retryAfter());
  }
}
