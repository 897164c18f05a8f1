package dev.firstword.simulator;

import dev.firstword.simulator.CallSeed.Purpose;
import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.answer.AnswerWriter;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.cache.CacheVisit;
import dev.firstword.simulator.fault.CallFaults;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.latency.ModelSpeed;
import dev.firstword.simulator.playback.Dialect;
import dev.firstword.simulator.playback.Line;
import dev.firstword.simulator.playback.Performance;
import dev.firstword.simulator.playback.Progress;
import dev.firstword.simulator.playback.Protocol;
import dev.firstword.simulator.playback.Reading;
import dev.firstword.simulator.playback.Reply;
import dev.firstword.simulator.playback.Script;
import dev.firstword.simulator.playback.StreamedAnswer;
import dev.firstword.simulator.playback.Timer;
import dev.firstword.simulator.playback.WholeAnswer;
import dev.firstword.simulator.prompt.Ask;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.Optional;

/**
 * The way of one call to a model: read, draw its faults, look the prompt up in the cache, draw its
 * times, write the answer, and let it be performed.
 */
final class ModelCalls {
  private final State state;
  private final Timer timer;
  private final Requests requests;

  ModelCalls(State state, Timer timer, Requests requests) {
    this.state = state;
    this.timer = timer;
    this.requests = requests;
  }

  void take(Protocol protocol, HttpServerRequest request) {
    Arrival arrival = requests.arrival(request);
    RequestBody.read(
        request,
        body -> answer(protocol, arrival.with(body)),
        () -> requests.reject(protocol.tooLarge(arrival.id()), arrival));
  }

  private void answer(Protocol protocol, Arrival arrival) {
    SimulatorSettings settings = state.settings();
    switch (protocol.read(requests.incoming(arrival, settings))) {
      case Reading.Rejected(Reply reply) -> requests.reject(reply, arrival);
      case Reading.Understood understood -> perform(understood, settings, arrival);
    }
  }

  private void perform(Reading.Understood understood, SimulatorSettings settings, Arrival arrival) {
    Ask ask = understood.ask();
    CallSeed seed = new CallSeed(settings.seed(), ask.model(), state.numbers.next(ask.model()));
    CallFaults faults =
        CallFaults.draw(settings.faults(), ask.model(), seed.randomFor(Purpose.FAULTS));
    Call call = requests.begin(arrival, ask.model());
    call.met(faults.name());
    Line line = new HttpLine(arrival.request());
    Optional<Fault> refusal = faults.answer().filter(fault -> fault.refusesAtOnce(ask.streamed()));
    if (refusal.isPresent()) {
      Dialect dialect = understood.dialect().apply(CacheUsage.NONE);
      requests.refuse(refusal.get(), () -> dialect.refusal(refusal.get()), call, line);
      return;
    }

    CacheVisit visit = state.cache.visit(ask.model(), ask.cacheable());
    call.asked(visit.usage());
    Script script = script(understood, visit, faults, seed, settings, arrival.nanos());
    Progress progress = new CallProgress(call, () -> state.cache.begun(visit));
    Line delivery = requests.chopped(line, faults, seed);
    Performance performance =
        ask.streamed()
            ? new StreamedAnswer(timer, delivery, script, progress)
            : WholeAnswer.of(timer, delivery, script, progress);
    requests.perform(performance, call, arrival);
  }

  private static Script script(
      Reading.Understood understood,
      CacheVisit visit,
      CallFaults faults,
      CallSeed seed,
      SimulatorSettings settings,
      long arrivedAt) {
    Ask ask = understood.ask();
    ModelSettings model = Objects.requireNonNull(settings.models().get(ask.model()));
    ModelSpeed speed = model.speed();
    ModelSpeed.Start start =
        speed.draw(
            visit.usage().worked(),
            settings.uncachedInputMillisPerThousand(),
            seed.randomFor(Purpose.FIRST_TOKEN));
    Answer answer =
        new AnswerWriter(seed.randomFor(Purpose.TEXT))
            .write(ask.system(), ask.turns(), model.outputTokens())
            .before(ask.stopSequences())
            .limitedTo(ask.maxTokens());
    return new Script(
        understood.dialect().apply(visit.usage()),
        answer,
        arrivedAt,
        start,
        speed,
        seed.randomFor(Purpose.GAPS),
        faults.answer());
  }
}
