package dev.firstword.simulator;

import dev.firstword.simulator.cache.PromptCache;
import java.time.InstantSource;

/** What all calls share: the settings that stand, the prompt cache, the log, the numbering. */
final class State {
  final InstantSource clock;
  final PromptCache cache;
  final CallLog log;
  final CallNumbers numbers = new CallNumbers();
  final RequestIds requestIds = new RequestIds();
  private volatile SimulatorSettings settings;

  State(SimulatorSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    cache = new PromptCache(clock);
    log = new CallLog(clock);
  }

  SimulatorSettings settings() {
    return settings;
  }

  /** Lets settings stand for all calls that come from now on. */
  void apply(SimulatorSettings changed) {
    settings = changed;
  }
}
