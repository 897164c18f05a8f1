package dev.firstword.simulator;

import dev.firstword.relay.server.ServerRequest;
import dev.firstword.simulator.CallSeed.Purpose;
import dev.firstword.simulator.fault.CallFaults;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.CallOutcome;
import dev.firstword.simulator.response.FragmentingResponseWriter;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ResponseTask;
import dev.firstword.simulator.response.ResponseWriter;
import dev.firstword.simulator.response.Scheduler;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Implements the steps that all calls share, from the request's arrival to the call's end. */
final class CallLifecycle {
  private static final byte[] NO_BODY = new byte[0];

  private final SimulatorState state;
  private final Scheduler scheduler;

  CallLifecycle(SimulatorState state, Scheduler scheduler) {
    this.state = state;
    this.scheduler = scheduler;
  }

  ReceivedRequest receive(ServerRequest request) {
    return new ReceivedRequest(
        request, state.requestIds.next(), scheduler.nanoTime(), state.clock.millis(), NO_BODY);
  }

  /** Returns the request in the form that protocols parse. */
  ApiRequest toApiRequest(ReceivedRequest received, SimulatorSettings settings) {
    Map<String, String> headers = new HashMap<>();
    received
        .request()
        .headers()
        .forEach(header ->
            headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    return new ApiRequest(
        received.id(),
        Math.floorDiv(received.receivedAtMillis(), 1000),
        headers,
        received.body(),
        settings.models().keySet());
  }

  LoggedCall begin(ReceivedRequest received, String model) {
    return state.callLog.begin(received.path(), model, received.id(), received.receivedAtMillis());
  }

  /** Rejects an invalid request. */
  void reject(JsonReply reply, ReceivedRequest received) {
    begin(received, CallLog.NO_MODEL).end(CallOutcome.REJECTED, 0);
    new HttpResponseWriter(received.request()).sendReply(reply);
  }

  /** Rejects a call because of an injected fault. */
  void rejectWithFault(
      Fault fault, Supplier<JsonReply> reply, LoggedCall call, ResponseWriter writer) {
    call.end(CallOutcome.FAILED, 0);
    if (fault.kind() == FaultKind.REFUSE) {
      writer.reset();
    } else {
      writer.sendReply(reply.get());
    }
  }

  /** Wraps the writer to apply the call's delivery fault, if there is one. */
  ResponseWriter withDeliveryFault(ResponseWriter writer, CallFaults faults, CallSeed seed) {
    return faults
        .deliveryFault()
        .map(fault ->
            fault.kind() == FaultKind.SLOW_DRIP
                ? FragmentingResponseWriter.slowDrip(
                    writer, scheduler, seed.randomFor(Purpose.DELIVERY))
                : FragmentingResponseWriter.split(
                    writer, scheduler, seed.randomFor(Purpose.DELIVERY)))
        .orElse(writer);
  }

  /** Starts a response and stops it as soon as the client disconnects. */
  void play(ResponseTask responseTask, LoggedCall call, ReceivedRequest received) {
    var response = received.request().response();
    if (response.isClosed()) {
      call.end(CallOutcome.CLOSED_BY_CLIENT, 0);
      return;
    }
    response.onClose(() -> {
      responseTask.stop();
      call.end(CallOutcome.CLOSED_BY_CLIENT, responseTask.tokensSent());
    });
    responseTask.start();
  }
}
