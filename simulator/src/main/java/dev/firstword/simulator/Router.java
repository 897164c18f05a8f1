package dev.firstword.simulator;

import dev.firstword.simulator.anthropic.AnthropicModels;
import dev.firstword.simulator.anthropic.MessagesProtocol;
import dev.firstword.simulator.openai.ChatProtocol;
import dev.firstword.simulator.openai.OpenAiModels;
import dev.firstword.simulator.playback.Incoming;
import io.vertx.core.http.HttpServerRequest;

/** Leads each request to what answers it. */
final class Router {
  private static final String MODELS = "/v1/models";

  private final MessagesProtocol messages = new MessagesProtocol();
  private final ChatProtocol chat = new ChatProtocol();
  private final ModelCalls calls;
  private final RetrievalCalls retrieval;
  private final Requests requests;
  private final Controls controls;
  private final State state;

  Router(
      ModelCalls calls,
      RetrievalCalls retrieval,
      Requests requests,
      Controls controls,
      State state) {
    this.calls = calls;
    this.retrieval = retrieval;
    this.requests = requests;
    this.controls = controls;
    this.state = state;
  }

  void route(HttpServerRequest request) {
    String path = Arrival.path(request);
    switch (request.method().name() + " " + path) {
      case "POST /v1/messages" -> calls.take(messages, request);
      case "POST /v1/messages/count_tokens" -> countTokens(request);
      case "POST /v1/chat/completions" -> calls.take(chat, request);
      case "POST /v1/embeddings" -> retrieval.embed(request);
      case "POST /v1/rerank", "POST /v2/rerank" -> retrieval.rerank(request);
      case "GET /v1/models" -> listModels(request);
      default -> routeByPath(path, request);
    }
  }

  private void routeByPath(String path, HttpServerRequest request) {
    switch (path) {
      case "/simulator/settings" -> controls.settings(request);
      case "/simulator/stats" -> controls.stats(request);
      case "/simulator/cache" -> controls.cache(request);
      default -> {
        if (request.method().name().equals("GET") && path.startsWith(MODELS + "/")) {
          describeModel(path.substring(MODELS.length() + 1), request);
        } else {
          new HttpLine(request).answer(AnthropicModels.unknownPath(state.requestIds.next()));
        }
      }
    }
  }

  private void countTokens(HttpServerRequest request) {
    Arrival arrival = requests.arrival(request);
    HttpLine line = new HttpLine(request);
    RequestBody.read(
        request,
        body ->
            line.answer(
                messages.countTokens(requests.incoming(arrival.with(body), state.settings()))),
        () -> line.answer(messages.tooLarge(arrival.id())));
  }

  /** Two vendors list their models at the same place; the version header tells who is asked. */
  private void listModels(HttpServerRequest request) {
    Incoming incoming = requests.incoming(requests.arrival(request), state.settings());
    new HttpLine(request)
        .answer(
            incoming.header("anthropic-version").isPresent()
                ? AnthropicModels.list(incoming)
                : OpenAiModels.list(incoming));
  }

  private void describeModel(String name, HttpServerRequest request) {
    Incoming incoming = requests.incoming(requests.arrival(request), state.settings());
    new HttpLine(request)
        .answer(
            incoming.header("anthropic-version").isPresent()
                ? AnthropicModels.one(incoming, name)
                : OpenAiModels.one(incoming, name));
  }
}
