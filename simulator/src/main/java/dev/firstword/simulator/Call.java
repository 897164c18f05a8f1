package dev.firstword.simulator;

import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.playback.Ending;
import java.util.Optional;
import java.util.OptionalLong;

/** One call as the log follows it, guarded by the log's monitor. */
final class Call {
  private final CallLog log;
  private final long number;
  private final String path;
  private final String model;
  private final String requestId;
  private final long startedAt;

  private CacheUsage input = CacheUsage.NONE;
  private Optional<String> fault = Optional.empty();
  private OptionalLong firstTokenAt = OptionalLong.empty();
  private OptionalLong endedAt = OptionalLong.empty();
  private Optional<Ending> ending = Optional.empty();
  private int outputTokens;

  Call(CallLog log, long number, String path, String model, String requestId, long startedAt) {
    this.log = log;
    this.number = number;
    this.path = path;
    this.model = model;
    this.requestId = requestId;
    this.startedAt = startedAt;
  }

  void asked(CacheUsage usage) {
    synchronized (log) {
      input = usage;
      log.inputKnown(this);
    }
  }

  void met(Optional<String> faultName) {
    synchronized (log) {
      fault = faultName;
    }
  }

  void firstToken() {
    synchronized (log) {
      firstTokenAt = OptionalLong.of(log.millis());
    }
  }

  /** Ends the call, once: a second ending changes nothing. */
  void end(Ending how, int tokensSent) {
    synchronized (log) {
      if (ending.isEmpty()) {
        ending = Optional.of(how);
        endedAt = OptionalLong.of(log.millis());
        outputTokens = tokensSent;
        log.ended(this, how);
      }
    }
  }

  String model() {
    return model;
  }

  CacheUsage input() {
    return input;
  }

  int outputTokens() {
    return outputTokens;
  }

  CallRecord toRecord() {
    return new CallRecord(
        number,
        path,
        model,
        requestId,
        startedAt,
        firstTokenAt,
        endedAt,
        ending,
        fault,
        input.uncached(),
        input.written(),
        input.read(),
        outputTokens);
  }
}
