package dev.firstword.simulator;

import dev.firstword.relay.server.ServerRequest;
import dev.firstword.simulator.CallSeed.Purpose;
import dev.firstword.simulator.cache.CacheLookup;
import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.fault.CallFaults;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.latency.ModelLatency;
import dev.firstword.simulator.oddity.RewritingEncoder;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.response.BackgroundResponse;
import dev.firstword.simulator.response.CompleteResponse;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ModelOutput;
import dev.firstword.simulator.response.ParsedModelCall;
import dev.firstword.simulator.response.Protocol;
import dev.firstword.simulator.response.ResponseEncoder;
import dev.firstword.simulator.response.ResponseListener;
import dev.firstword.simulator.response.ResponsePlan;
import dev.firstword.simulator.response.ResponseTask;
import dev.firstword.simulator.response.ResponseWriter;
import dev.firstword.simulator.response.Scheduler;
import dev.firstword.simulator.response.StreamingResponse;
import dev.firstword.simulator.thinking.Thought;
import java.util.Objects;
import java.util.Optional;

/**
 * Handles calls to a model. Parses the request, draws the call's faults, looks up the prompt in the
 * cache, draws the latencies, generates the thought and the answer, and starts the response.
 */
final class ModelCallHandler {
  private final SimulatorState state;
  private final Scheduler scheduler;
  private final CallLifecycle lifecycle;
  private final BackgroundResponses backgroundResponses;

  ModelCallHandler(
      SimulatorState state,
      Scheduler scheduler,
      CallLifecycle lifecycle,
      BackgroundResponses backgroundResponses) {
    this.state = state;
    this.scheduler = scheduler;
    this.lifecycle = lifecycle;
    this.backgroundResponses = backgroundResponses;
  }

  void handle(Protocol protocol, ServerRequest request) {
    ReceivedRequest received = lifecycle.receive(request);
    RequestBodyReader.read(
        request,
        body -> parse(protocol, received.withBody(body)),
        () -> lifecycle.reject(protocol.tooLarge(received.id()), received));
  }

  private void parse(Protocol protocol, ReceivedRequest received) {
    SimulatorSettings settings = state.settings();
    switch (protocol.read(lifecycle.toApiRequest(received, settings))) {
      case ParsedModelCall.Rejected(JsonReply reply) -> lifecycle.reject(reply, received);
      case ParsedModelCall.Accepted accepted -> respond(accepted, settings, received);
    }
  }

  private void respond(
      ParsedModelCall.Accepted accepted, SimulatorSettings settings, ReceivedRequest received) {
    PromptRequest prompt = accepted.prompt();
    CallSeed seed =
        new CallSeed(settings.seed(), prompt.model(), state.callSequence.next(prompt.model()));
    CallFaults faults =
        CallFaults.sample(settings.faults(), prompt.model(), seed.randomFor(Purpose.FAULTS));
    LoggedCall call = lifecycle.begin(received, prompt.model());
    call.recordFault(faults.name());
    ResponseWriter writer = new HttpResponseWriter(received.request());
    Optional<Fault> rejectingFault =
        faults.answerFault().filter(fault -> fault.rejectsImmediately(prompt.streaming()));
    if (rejectingFault.isPresent()) {
      ResponseEncoder encoder = accepted.encoder().apply(CacheUsage.NONE, Optional.empty());
      lifecycle.rejectWithFault(
          rejectingFault.get(), () -> encoder.errorReply(rejectingFault.get()), call, writer);
      return;
    }

    CacheLookup lookup = state.promptCache.lookUp(prompt.model(), prompt.cacheablePrompt());
    call.recordInput(lookup.usage());
    ResponsePlan plan = plan(accepted, lookup, faults, seed, settings, received.receivedAtNanos());
    ResponseListener listener =
        new CallProgressListener(call, () -> state.promptCache.commit(lookup));
    ResponseWriter delivery = lifecycle.withDeliveryFault(writer, faults, seed);
    if (accepted.backgroundId().isPresent()) {
      BackgroundResponse response = new BackgroundResponse(accepted.backgroundId().get(), delivery);
      backgroundResponses.play(
          response,
          delivery,
          new StreamingResponse(scheduler, response, plan, listener),
          call,
          received);
      return;
    }
    ResponseTask responseTask =
        prompt.streaming() && !isAnsweredAtOnce(faults)
            ? new StreamingResponse(scheduler, delivery, plan, listener)
            : CompleteResponse.fromPlan(scheduler, delivery, plan, listener);
    lifecycle.play(responseTask, call, received);
  }

  private static boolean isAnsweredAtOnce(CallFaults faults) {
    return faults.oddity().filter(oddity -> oddity.kind() == FaultKind.ANSWER_AS_JSON).isPresent();
  }

  private static ResponsePlan plan(
      ParsedModelCall.Accepted accepted,
      CacheLookup lookup,
      CallFaults faults,
      CallSeed seed,
      SimulatorSettings settings,
      long receivedAtNanos) {
    PromptRequest prompt = accepted.prompt();
    ModelSettings model = Objects.requireNonNull(settings.models().get(prompt.model()));
    ModelLatency speed =
        model.latency().scaled(prompt.tier().ttftFactor(), prompt.tier().outputFactor());
    ModelLatency.ResponseStart start =
        speed.sampleStart(
            lookup.usage().processed(),
            settings.uncachedInputMillisPerThousand(),
            seed.randomFor(Purpose.FIRST_TOKEN));
    CallPlanner planner = new CallPlanner(prompt, model, faults, seed);
    Optional<Thought> thought = planner.thought();
    ModelOutput output =
        planner.output(prompt.maxTokens() - thought.map(Thought::tokens).orElse(0));
    return new ResponsePlan(
        RewritingEncoder.of(accepted.encoder().apply(lookup.usage(), thought), faults.oddity()),
        thought,
        output,
        receivedAtNanos,
        start,
        speed,
        seed.randomFor(Purpose.GAPS),
        faults.answerFault());
  }
}
