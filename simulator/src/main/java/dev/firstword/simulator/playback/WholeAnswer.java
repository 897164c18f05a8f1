package dev.firstword.simulator.playback;

import dev.firstword.simulator.fault.Fault;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends a whole reply when its time has come. */
public final class WholeAnswer implements Performance {
  private final Timer timer;
  private final Line line;
  private final Supplier<Reply> reply;
  private final long beginsAt;
  private final long sentAt;
  private final int tokens;
  private final Optional<Fault> fault;
  private final Progress progress;

  private int sent;
  private Timer.@Nullable Alarm alarm;

  /** A reply that stands for so many tokens, begun and sent at these times of the timer's clock. */
  public WholeAnswer(
      Timer timer,
      Line line,
      Supplier<Reply> reply,
      long beginsAt,
      long sentAt,
      int tokens,
      Optional<Fault> fault,
      Progress progress) {
    this.timer = timer;
    this.line = line;
    this.reply = reply;
    this.beginsAt = beginsAt;
    this.sentAt = sentAt;
    this.tokens = tokens;
    this.fault = fault;
    this.progress = progress;
  }

  /** The same answer as a stream would carry, sent when the stream would have ended. */
  public static WholeAnswer of(Timer timer, Line line, Script script, Progress progress) {
    long last = script.firstTokenAt();
    for (int token = 1; token < script.answer().tokens(); token++) {
      last += script.drawGap();
    }
    return new WholeAnswer(
        timer,
        line,
        () -> script.dialect().whole(script.answer()),
        script.headAt(),
        last,
        script.answer().tokens(),
        script.fault(),
        progress);
  }

  @Override
  public void start() {
    alarm = timer.at(beginsAt, this::begin);
  }

  @Override
  public void stop() {
    if (alarm != null) {
      alarm.cancel();
    }
  }

  @Override
  public int tokensSent() {
    return sent;
  }

  private void begin() {
    progress.begun();
    alarm = timer.at(sentAt, this::send);
  }

  private void send() {
    if (fault.isPresent()) {
      sendWith(fault.get());
    } else {
      finish(reply.get());
    }
  }

  private void sendWith(Fault met) {
    Reply good = reply.get();
    switch (met.kind()) {
      case SILENCE -> {}
      case CUT -> {
        line.then(() -> progress.ended(Ending.FAILED, 0));
        if (met.afterTokens().isPresent()) {
          line.answerInPart(good, good.body().length / 2);
        } else {
          line.cut();
        }
      }
      case MALFORMED -> finish(good.withBody(Arrays.copyOf(good.body(), good.body().length - 1)));
      case HUGE_EVENT -> finish(good.withBody(HugeEvent.padded(good.body())));
      case REFUSE, AUTHENTICATION, RATE_LIMIT, SERVER_ERROR, OVERLOADED ->
          throw new IllegalStateException(met.kind() + " refuses a call before it is answered");
      case SLOW_DRIP, SPLIT -> finish(good);
    }
  }

  private void finish(Reply whole) {
    line.answer(whole);
    line.then(() -> {
      sent = tokens;
      progress.firstToken();
      progress.ended(Ending.FINISHED, tokens);
    });
  }
}
