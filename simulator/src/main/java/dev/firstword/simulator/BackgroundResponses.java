package dev.firstword.simulator;

import dev.firstword.relay.server.ServerRequest;
import dev.firstword.simulator.openai.ResponsesProtocol;
import dev.firstword.simulator.response.BackgroundResponse;
import dev.firstword.simulator.response.CallOutcome;
import dev.firstword.simulator.response.ResponseTask;
import dev.firstword.simulator.response.ResponseWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The responses that continue without their client: {@code GET /v1/responses/ID?stream=true}
 * follows one, and {@code POST /v1/responses/ID/cancel} ends it. Confined to the event loop.
 */
final class BackgroundResponses {
  /** Older responses are forgotten. */
  private static final int MAX_RESPONSES = 256;

  private static final String CANCEL = "/cancel";

  private final SimulatorState state;
  private final Map<String, Running> responses = new LinkedHashMap<>();

  private record Running(BackgroundResponse response, ResponseTask task, LoggedCall call) {}

  BackgroundResponses(SimulatorState state) {
    this.state = state;
  }

  /** Starts a response. */
  void play(
      BackgroundResponse response,
      ResponseWriter first,
      ResponseTask task,
      LoggedCall call,
      ReceivedRequest received) {
    responses.put(response.id(), new Running(response, task, call));
    if (responses.size() > MAX_RESPONSES) {
      responses.remove(responses.keySet().iterator().next());
    }
    received.request().response().onClose(() -> response.leave(first));
    task.start();
  }

  /**
   * Handles a request for one response.
   *
   * @param path what follows {@code /v1/responses/}
   */
  void handle(String path, ServerRequest request) {
    boolean isPost = request.method().name().equals("POST");
    if (isPost && path.endsWith(CANCEL)) {
      cancel(path.substring(0, path.length() - CANCEL.length()), request);
    } else {
      follow(path, request);
    }
  }

  private void follow(String id, ServerRequest request) {
    HttpResponseWriter writer = new HttpResponseWriter(request);
    Running running = responses.get(id);
    if (running == null || !"true".equals(request.parameter("stream"))) {
      writer.sendReply(ResponsesProtocol.notFound(id, state.requestIds.next()));
      return;
    }
    String after = request.parameter("starting_after");
    request.response().onClose(() -> running.response().leave(writer));
    running.response().follow(writer, after == null ? -1 : Long.parseLong(after));
  }

  private void cancel(String id, ServerRequest request) {
    HttpResponseWriter writer = new HttpResponseWriter(request);
    Running running = responses.get(id);
    if (running == null) {
      writer.sendReply(ResponsesProtocol.notFound(id, state.requestIds.next()));
      return;
    }
    running.task().stop();
    running.call().end(CallOutcome.CLOSED_BY_CLIENT, running.task().tokensSent());
    if (!running.response().isEnded()) {
      running.response().abort();
    }
    writer.sendReply(ResponsesProtocol.cancelled(id, state.requestIds.next()));
  }
}
