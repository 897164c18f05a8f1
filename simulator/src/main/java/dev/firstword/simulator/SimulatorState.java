package dev.firstword.simulator;

import dev.firstword.simulator.cache.PromptCache;
import java.time.InstantSource;

/** The state shared by all calls: current settings, prompt cache, call log and call numbering. */
final class SimulatorState {
  final InstantSource clock;
  final PromptCache promptCache;
  final CallLog callLog;
  final CallSequence callSequence = new CallSequence();
  final RequestIdGenerator requestIds = new RequestIdGenerator();
  private volatile SimulatorSettings settings;

  SimulatorState(SimulatorSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    promptCache = new PromptCache(clock);
    callLog = new CallLog(clock);
  }

  SimulatorSettings settings() {
    return settings;
  }

  /** Applies settings to all subsequent calls. */
  void apply(SimulatorSettings changed) {
    settings = changed;
  }
}
