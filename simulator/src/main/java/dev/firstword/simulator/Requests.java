package dev.firstword.simulator;

import dev.firstword.simulator.CallSeed.Purpose;
import dev.firstword.simulator.fault.CallFaults;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.playback.ChoppedLine;
import dev.firstword.simulator.playback.Ending;
import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.playback.Line;
import dev.firstword.simulator.playback.Performance;
import dev.firstword.simulator.playback.Reply;
import dev.firstword.simulator.playback.Timer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What every kind of call needs of its HTTP request, from its arrival to its end. */
final class Requests {
  private static final byte[] NO_BODY = new byte[0];

  private final State state;
  private final Timer timer;

  Requests(State state, Timer timer) {
    this.state = state;
    this.timer = timer;
  }

  Arrival arrival(HttpServerRequest request) {
    return new Arrival(
        request, state.requestIds.next(), timer.nanos(), state.clock.millis(), NO_BODY);
  }

  /** The request as a protocol reads it. */
  Incoming incoming(Arrival arrival, SimulatorSettings settings) {
    Map<String, String> headers = new HashMap<>();
    arrival
        .request()
        .headers()
        .forEach(header ->
            headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    return new Incoming(
        arrival.id(),
        Math.floorDiv(arrival.millis(), 1000),
        headers,
        arrival.body(),
        settings.models().keySet());
  }

  Call begin(Arrival arrival, String model) {
    return state.log.begin(arrival.path(), model, arrival.id(), arrival.millis());
  }

  /** Turns a request away that is not acceptable. */
  void reject(Reply reply, Arrival arrival) {
    begin(arrival, CallLog.NO_MODEL).end(Ending.REJECTED, 0);
    new HttpLine(arrival.request()).answer(reply);
  }

  /** Turns a call away because a fault says so. */
  void refuse(Fault fault, Supplier<Reply> reply, Call call, Line line) {
    call.end(Ending.FAILED, 0);
    if (fault.kind() == FaultKind.REFUSE) {
      line.reset();
    } else {
      line.answer(reply.get());
    }
  }

  /** The line as the faults of its delivery make it. */
  Line chopped(Line line, CallFaults faults, CallSeed seed) {
    return faults
        .delivery()
        .map(fault ->
            fault.kind() == FaultKind.SLOW_DRIP
                ? ChoppedLine.dripping(line, timer, seed.randomFor(Purpose.DELIVERY))
                : ChoppedLine.splitting(line, timer, seed.randomFor(Purpose.DELIVERY)))
        .orElse(line);
  }

  /** Starts a performance that stops at once when its client leaves. */
  void perform(Performance performance, Call call, Arrival arrival) {
    var response = arrival.request().response();
    if (response.closed()) {
      call.end(Ending.CLOSED_BY_CLIENT, 0);
      return;
    }
    response.closeHandler(closed -> {
      performance.stop();
      call.end(Ending.CLOSED_BY_CLIENT, performance.tokensSent());
    });
    performance.start();
  }
}
