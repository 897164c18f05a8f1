package dev.firstword.simulator;

import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.server.ServerRequest;
import dev.firstword.simulator.CallSeed.Purpose;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.fault.CallFaults;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.openai.EmbeddingsProtocol;
import dev.firstword.simulator.openai.OpenAiErrorReplies;
import dev.firstword.simulator.openai.ParsedRetrievalCall;
import dev.firstword.simulator.openai.RerankProtocol;
import dev.firstword.simulator.response.CompleteResponse;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ResponseWriter;
import dev.firstword.simulator.response.Scheduler;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Handles calls to embedding and reranking models.
 *
 * <p>A large batch takes milliseconds to compute. A worker thread computes it, so that it does not
 * delay the tokens of streams on the event loop. The reply is sent when its simulated latency has
 * passed.
 */
final class RetrievalCallHandler {
  private final SimulatorState state;
  private final Scheduler scheduler;
  private final CallLifecycle lifecycle;
  private final ExecutorService workers;

  RetrievalCallHandler(
      SimulatorState state, Scheduler scheduler, CallLifecycle lifecycle, ExecutorService workers) {
    this.state = state;
    this.scheduler = scheduler;
    this.lifecycle = lifecycle;
    this.workers = workers;
  }

  void embed(ServerRequest request) {
    SimulatorSettings settings = state.settings();
    handle(
        request,
        settings,
        SimulatorSettings::embeddingMillis,
        arrival ->
            EmbeddingsProtocol.read(
                lifecycle.toApiRequest(arrival, settings), settings.embeddingModels()));
  }

  void rerank(ServerRequest request) {
    SimulatorSettings settings = state.settings();
    handle(
        request,
        settings,
        SimulatorSettings::rerankMillis,
        arrival -> RerankProtocol.read(lifecycle.toApiRequest(arrival, settings)));
  }

  private void handle(
      ServerRequest request,
      SimulatorSettings settings,
      ToDoubleFunction<SimulatorSettings> millis,
      Function<ReceivedRequest, ParsedRetrievalCall> parser) {
    ReceivedRequest received = lifecycle.receive(request);
    RequestBodyReader.read(
        request,
        body -> {
          switch (parser.apply(received.withBody(body))) {
            case ParsedRetrievalCall.Rejected(JsonReply reply) -> lifecycle.reject(reply, received);
            case ParsedRetrievalCall.Accepted accepted ->
                respond(accepted, settings, millis.applyAsDouble(settings), received);
          }
        },
        () -> lifecycle.reject(OpenAiErrorReplies.tooLarge(received.id()), received));
  }

  private void respond(
      ParsedRetrievalCall.Accepted accepted,
      SimulatorSettings settings,
      double millis,
      ReceivedRequest received) {
    String model = accepted.model();
    CallSeed seed = new CallSeed(settings.seed(), model, state.callSequence.next(model));
    CallFaults faults = CallFaults.sample(settings.faults(), model, seed.randomFor(Purpose.FAULTS));
    LoggedCall call = lifecycle.begin(received, model);
    call.recordFault(faults.name());
    ResponseWriter writer = new HttpResponseWriter(received.request());
    var rejectingFault = faults.answerFault().filter(fault -> fault.rejectsImmediately(false));
    if (rejectingFault.isPresent()) {
      Fault fault = rejectingFault.get();
      lifecycle.rejectWithFault(
          fault, () -> OpenAiErrorReplies.reply(fault, received.id()), call, writer);
      return;
    }
    call.recordInput(new CacheUsage(accepted.inputTokens(), 0, 0, 0));
    long sendAtNanos = received.receivedAtNanos() + Math.round(millis * 1e6);
    EventLoop loop = received.request().loop();
    workers.execute(() -> {
      JsonReply reply = accepted.reply().get();
      loop.execute(() ->
          lifecycle.play(
              new CompleteResponse(
                  scheduler,
                  lifecycle.withDeliveryFault(writer, faults, seed),
                  () -> reply,
                  received.receivedAtNanos(),
                  sendAtNanos,
                  0,
                  faults.answerFault(),
                  new CallProgressListener(call, () -> {})),
              call,
              received));
    });
  }
}
