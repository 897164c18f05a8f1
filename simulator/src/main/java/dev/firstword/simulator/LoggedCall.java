package dev.firstword.simulator;

import dev.firstword.simulator.cache.CacheUsage;
import dev.firstword.simulator.response.CallOutcome;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A call in the log, from its arrival to its end. Guarded by the log's monitor. */
final class LoggedCall {
  private final CallLog log;
  private final long number;
  private final String path;
  private final String model;
  private final String requestId;
  private final long startedAt;

  private CacheUsage input = CacheUsage.NONE;
  private Optional<String> fault = Optional.empty();
  private OptionalLong thinkingStartedAt = OptionalLong.empty();
  private OptionalInt thinkingTokens = OptionalInt.empty();
  private OptionalLong firstTokenAt = OptionalLong.empty();
  private OptionalLong endedAt = OptionalLong.empty();
  private Optional<CallOutcome> outcome = Optional.empty();
  private int outputTokens;

  LoggedCall(
      CallLog log, long number, String path, String model, String requestId, long startedAt) {
    this.log = log;
    this.number = number;
    this.path = path;
    this.model = model;
    this.requestId = requestId;
    this.startedAt = startedAt;
  }

  void recordInput(CacheUsage usage) {
    synchronized (log) {
      input = usage;
      log.recordInput(this);
    }
  }

  void recordFault(Optional<String> faultName) {
    synchronized (log) {
      fault = faultName;
    }
  }

  void recordThinkingStart() {
    synchronized (log) {
      thinkingStartedAt = OptionalLong.of(log.millis());
      thinkingTokens = OptionalInt.of(0);
    }
  }

  /** Records how many tokens the thought had when it ended or was abandoned. */
  void recordThinkingTokens(int tokens) {
    synchronized (log) {
      thinkingTokens = OptionalInt.of(tokens);
    }
  }

  void recordFirstToken() {
    synchronized (log) {
      firstTokenAt = OptionalLong.of(log.millis());
    }
  }

  /** Ends the call. Later invocations have no effect. */
  void end(CallOutcome finalOutcome, int answerTokensSent) {
    synchronized (log) {
      if (outcome.isEmpty()) {
        outcome = Optional.of(finalOutcome);
        endedAt = OptionalLong.of(log.millis());
        outputTokens = thinkingTokens.orElse(0) + answerTokensSent;
        log.recordEnd(this, finalOutcome);
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
        thinkingStartedAt,
        firstTokenAt,
        endedAt,
        outcome,
        fault,
        input.uncached(),
        input.written(),
        input.read(),
        thinkingTokens,
        outputTokens);
  }
}
