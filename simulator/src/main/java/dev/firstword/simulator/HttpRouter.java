package dev.firstword.simulator;

import dev.firstword.relay.server.RequestHandler;
import dev.firstword.relay.server.ServerRequest;
import dev.firstword.simulator.anthropic.AnthropicModelsEndpoint;
import dev.firstword.simulator.anthropic.MessagesProtocol;
import dev.firstword.simulator.openai.ChatProtocol;
import dev.firstword.simulator.openai.OpenAiModelsEndpoint;
import dev.firstword.simulator.openai.ResponsesProtocol;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.Protocol;
import java.util.function.Function;

/** Dispatches each request to its handler. */
final class HttpRouter implements RequestHandler {
  private static final String MODELS = "/v1/models";
  private static final String RESPONSES = "/v1/responses/";

  private final MessagesProtocol messagesProtocol = new MessagesProtocol();
  private final ChatProtocol chatProtocol = new ChatProtocol();
  private final ResponsesProtocol responsesProtocol = new ResponsesProtocol();
  private final ModelCallHandler modelCalls;
  private final RetrievalCallHandler retrievalCalls;
  private final BackgroundResponses backgroundResponses;
  private final CallLifecycle lifecycle;
  private final AdminEndpoints adminEndpoints;
  private final SimulatorState state;

  HttpRouter(
      ModelCallHandler modelCalls,
      RetrievalCallHandler retrievalCalls,
      BackgroundResponses backgroundResponses,
      CallLifecycle lifecycle,
      AdminEndpoints adminEndpoints,
      SimulatorState state) {
    this.modelCalls = modelCalls;
    this.retrievalCalls = retrievalCalls;
    this.backgroundResponses = backgroundResponses;
    this.lifecycle = lifecycle;
    this.adminEndpoints = adminEndpoints;
    this.state = state;
  }

  @Override
  public void onInvalidRequest(ServerRequest request, Invalidity invalidity) {
    request.response().status(400).end();
  }

  @Override
  public void onRequest(ServerRequest request) {
    String path = request.path();
    switch (request.method().name() + " " + path) {
      case "POST /v1/messages" -> modelCalls.handle(messagesProtocol, request);
      case "POST /v1/messages/count_tokens" ->
          countTokens(messagesProtocol, messagesProtocol::countTokens, request);
      case "POST /v1/chat/completions" -> modelCalls.handle(chatProtocol, request);
      case "POST /v1/responses" -> modelCalls.handle(responsesProtocol, request);
      case "POST /v1/responses/input_tokens" ->
          countTokens(responsesProtocol, responsesProtocol::countTokens, request);
      case "POST /v1/embeddings" -> retrievalCalls.embed(request);
      case "POST /v1/rerank", "POST /v2/rerank" -> retrievalCalls.rerank(request);
      case "GET /v1/models" -> listModels(request);
      default -> routeByPath(path, request);
    }
  }

  private void routeByPath(String path, ServerRequest request) {
    switch (path) {
      case "/simulator/settings" -> adminEndpoints.handleSettings(request);
      case "/simulator/stats" -> adminEndpoints.handleStats(request);
      case "/simulator/cache" -> adminEndpoints.handleCache(request);
      default -> {
        if (request.method().name().equals("GET") && path.startsWith(MODELS + "/")) {
          describeModel(path.substring(MODELS.length() + 1), request);
        } else if (path.startsWith(RESPONSES)) {
          backgroundResponses.handle(path.substring(RESPONSES.length()), request);
        } else {
          new HttpResponseWriter(request)
              .sendReply(AnthropicModelsEndpoint.unknownPath(state.requestIds.next()));
        }
      }
    }
  }

  private void countTokens(
      Protocol protocol, Function<ApiRequest, JsonReply> counter, ServerRequest request) {
    ReceivedRequest received = lifecycle.receive(request);
    HttpResponseWriter writer = new HttpResponseWriter(request);
    RequestBodyReader.read(
        request,
        body ->
            writer.sendReply(
                counter.apply(lifecycle.toApiRequest(received.withBody(body), state.settings()))),
        () -> writer.sendReply(protocol.tooLarge(received.id())));
  }

  /**
   * Lists the models. Anthropic and OpenAI share this path, so the version header selects the
   * format.
   */
  private void listModels(ServerRequest request) {
    ApiRequest apiRequest = lifecycle.toApiRequest(lifecycle.receive(request), state.settings());
    new HttpResponseWriter(request)
        .sendReply(
            apiRequest.header("anthropic-version").isPresent()
                ? AnthropicModelsEndpoint.list(apiRequest)
                : OpenAiModelsEndpoint.list(apiRequest));
  }

  private void describeModel(String name, ServerRequest request) {
    ApiRequest apiRequest = lifecycle.toApiRequest(lifecycle.receive(request), state.settings());
    new HttpResponseWriter(request)
        .sendReply(
            apiRequest.header("anthropic-version").isPresent()
                ? AnthropicModelsEndpoint.get(apiRequest, name)
                : OpenAiModelsEndpoint.get(apiRequest, name));
  }
}
