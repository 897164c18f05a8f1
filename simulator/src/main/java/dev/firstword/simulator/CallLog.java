package dev.firstword.simulator;

import dev.firstword.simulator.playback.Ending;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts calls and remembers the last {@value #REMEMBERED}.
 *
 * <p>One monitor guards it and its calls: it is entered a few times a call, never for a token.
 */
final class CallLog {
  static final int REMEMBERED = 1_000;

  /** Stands for the model in the record of a request that named none that is served. */
  static final String NO_MODEL = "none";

  /** Models beyond these are counted only in the whole: a client can name any number of them. */
  private static final int MOST_MODELS = 200;

  private final InstantSource clock;
  private final Deque<Call> recent = new ArrayDeque<>();
  private final Set<Call> open = new LinkedHashSet<>();
  private final SortedMap<String, Tally> byModel = new TreeMap<>();
  private Tally all = new Tally();
  private long lastNumber;

  CallLog(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Call begin(String path, String model, String requestId, long startedAt) {
    Call call = new Call(this, ++lastNumber, path, model, requestId, startedAt);
    open.add(call);
    remember(call);
    tallies(call).forEach(tally -> tally.begin());
    return call;
  }

  /** Forgets what is over; calls that are open stay, and are counted. */
  synchronized void clear() {
    recent.clear();
    byModel.clear();
    all = new Tally();
    for (Call call : open) {
      remember(call);
      tallies(call).forEach(tally -> tally.begin());
      tallies(call).forEach(tally -> tally.addInput(call));
    }
  }

  synchronized SimulatorStats snapshot() {
    SortedMap<String, SimulatorStats.Counters> counters = new TreeMap<>();
    byModel.forEach((name, tally) -> counters.put(name, tally.counters()));
    return new SimulatorStats(
        all.counters(), counters, recent.stream().map(Call::toRecord).toList());
  }

  long millis() {
    return clock.millis();
  }

  /** Counts a call's prompt, once it is known what of it the cache held. */
  void inputKnown(Call call) {
    tallies(call).forEach(tally -> tally.addInput(call));
  }

  void ended(Call call, Ending ending) {
    open.remove(call);
    tallies(call).forEach(tally -> tally.end(call, ending));
  }

  private void remember(Call call) {
    recent.addLast(call);
    if (recent.size() > REMEMBERED) {
      recent.removeFirst();
    }
  }

  private List<Tally> tallies(Call call) {
    List<Tally> tallies = new ArrayList<>(2);
    tallies.add(all);
    if (byModel.containsKey(call.model()) || byModel.size() < MOST_MODELS) {
      tallies.add(byModel.computeIfAbsent(call.model(), name -> new Tally()));
    }
    return tallies;
  }
}
