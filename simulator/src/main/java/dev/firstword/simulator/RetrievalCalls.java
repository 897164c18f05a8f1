package dev.firstword.simulator;

import dev.firstword.simulator.CallSeed.Purpose;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.fault.CallFaults;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.openai.Computation;
import dev.firstword.simulator.openai.EmbeddingsProtocol;
import dev.firstword.simulator.openai.OpenAiErrors;
import dev.firstword.simulator.openai.RerankProtocol;
import dev.firstword.simulator.playback.Line;
import dev.firstword.simulator.playback.Reply;
import dev.firstword.simulator.playback.Timer;
import dev.firstword.simulator.playback.WholeAnswer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The way of one call to an embedding or reranking model.
 *
 * <p>A large batch takes milliseconds to work out, so a worker does it, that no stream's tokens are
 * late for it; the reply leaves when its time has come.
 */
final class RetrievalCalls {
  private final State state;
  private final Timer timer;
  private final Requests requests;
  private final Vertx vertx;

  RetrievalCalls(State state, Timer timer, Requests requests, Vertx vertx) {
    this.state = state;
    this.timer = timer;
    this.requests = requests;
    this.vertx = vertx;
  }

  void embed(HttpServerRequest request) {
    SimulatorSettings settings = state.settings();
    take(
        request,
        settings,
        SimulatorSettings::embeddingMillis,
        arrival ->
            EmbeddingsProtocol.read(
                requests.incoming(arrival, settings), settings.embeddingModels()));
  }

  void rerank(HttpServerRequest request) {
    SimulatorSettings settings = state.settings();
    take(
        request,
        settings,
        SimulatorSettings::rerankMillis,
        arrival -> RerankProtocol.read(requests.incoming(arrival, settings)));
  }

  private void take(
      HttpServerRequest request,
      SimulatorSettings settings,
      ToDoubleFunction<SimulatorSettings> millis,
      Function<Arrival, Computation> reading) {
    Arrival arrival = requests.arrival(request);
    RequestBody.read(
        request,
        body -> {
          switch (reading.apply(arrival.with(body))) {
            case Computation.Rejected(Reply reply) -> requests.reject(reply, arrival);
            case Computation.Accepted accepted ->
                perform(accepted, settings, millis.applyAsDouble(settings), arrival);
          }
        },
        () -> requests.reject(OpenAiErrors.tooLarge(arrival.id()), arrival));
  }

  private void perform(
      Computation.Accepted accepted, SimulatorSettings settings, double millis, Arrival arrival) {
    String model = accepted.model();
    CallSeed seed = new CallSeed(settings.seed(), model, state.numbers.next(model));
    CallFaults faults = CallFaults.draw(settings.faults(), model, seed.randomFor(Purpose.FAULTS));
    Call call = requests.begin(arrival, model);
    call.met(faults.name());
    Line line = new HttpLine(arrival.request());
    var refusal = faults.answer().filter(fault -> fault.refusesAtOnce(false));
    if (refusal.isPresent()) {
      Fault fault = refusal.get();
      requests.refuse(fault, () -> OpenAiErrors.reply(fault, arrival.id()), call, line);
      return;
    }
    call.asked(new CacheUsage(accepted.inputTokens(), 0, 0, 0));
    long sentAt = arrival.nanos() + Math.round(millis * 1e6);
    vertx
        .executeBlocking(() -> accepted.reply().get(), false)
        .onSuccess(reply ->
            requests.perform(
                new WholeAnswer(
                    timer,
                    requests.chopped(line, faults, seed),
                    () -> reply,
                    arrival.nanos(),
                    sentAt,
                    0,
                    faults.answer(),
                    new CallProgress(call, () -> {})),
                call,
                arrival));
  }
}
