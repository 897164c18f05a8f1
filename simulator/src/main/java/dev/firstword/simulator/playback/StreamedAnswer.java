package dev.firstword.simulator.playback;

import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends an answer token by token, each in an event and a write of its own.
 *
 * <p>Each token's time is the one before it plus a drawn gap, whenever that one really left: what
 * is sent late once is not late for ever. A client that does not read stops the sending, not the
 * clock.
 */
public final class StreamedAnswer implements Performance {
  private static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";
  private static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(5).toNanos();

  /** So many overdue tokens of one answer are sent before other calls get their turn. */
  private static final int LONGEST_BURST = 16;

  private enum State {
    WAITING,
    STREAMING,
    QUIET,
    OVER
  }

  private final Timer timer;
  private final Line line;
  private final Script script;
  private final Dialect dialect;
  private final Progress progress;

  private State state = State.WAITING;
  private Optional<Fault> pending;
  private long due;
  private long lastWrite;
  private int sent;
  private Timer.@Nullable Alarm alarm;

  public StreamedAnswer(Timer timer, Line line, Script script, Progress progress) {
    this.timer = timer;
    this.line = line;
    this.script = script;
    this.progress = progress;
    dialect = script.dialect();
    pending = script.fault();
    due = script.firstTokenAt();
  }

  @Override
  public void start() {
    alarm = timer.at(script.headAt(), this::begin);
  }

  @Override
  public void stop() {
    state = State.OVER;
    if (alarm != null) {
      alarm.cancel();
    }
  }

  @Override
  public int tokensSent() {
    return sent;
  }

  private void begin() {
    if (pending.isPresent() && pending.get().afterTokens().isEmpty()) {
      strikeBeforeTheHead(pending.get().kind());
    }
    if (state != State.WAITING) {
      return;
    }
    state = State.STREAMING;
    progress.begun();
    line.open(200, CONTENT_TYPE, dialect.headers());
    line.write(dialect.opening());
    lastWrite = timer.nanos();
    rest();
  }

  private void rest() {
    if (state == State.STREAMING) {
      alarm = timer.at(Math.min(due, lastWrite + KEEP_ALIVE_NANOS), this::sendWhatIsDue);
    }
  }

  private void sendWhatIsDue() {
    for (int burst = 0; burst < LONGEST_BURST && state == State.STREAMING; burst++) {
      if (line.congested()) {
        line.whenClear(this::rest);
        return;
      }
      long now = timer.nanos();
      if (due > now) {
        keepAlive(now);
        break;
      }
      if (faultIsDue()) {
        strike();
      } else if (sent == script.answer().tokens()) {
        finish();
      } else {
        sendToken(now);
      }
    }
    rest();
  }

  private void keepAlive(long now) {
    if (now - lastWrite >= KEEP_ALIVE_NANOS) {
      lastWrite = now;
      line.write(dialect.keepAlive());
    }
  }

  private void sendToken(long now) {
    lastWrite = now;
    line.write(dialect.text(script.answer().piece(sent)));
    sent++;
    if (sent == 1) {
      progress.firstToken();
    }
    if (sent < script.answer().tokens()) {
      due += script.drawGap();
    }
  }

  private void finish() {
    line.write(dialect.closing(script.answer()));
    line.end();
    over(Ending.FINISHED);
  }

  /** A fault later than the answer is long strikes at its end. */
  private boolean faultIsDue() {
    return pending.isPresent()
        && (sent == script.answer().tokens() || sent >= pending.get().afterTokens().orElse(0));
  }

  /** Only silence and a cut can come before the head; refusals never get as far as a playback. */
  private void strikeBeforeTheHead(FaultKind kind) {
    if (kind == FaultKind.SILENCE) {
      state = State.QUIET;
    } else if (kind == FaultKind.CUT) {
      over(Ending.FAILED);
      line.cut();
    }
  }

  private void strike() {
    Fault fault = pending.orElseThrow();
    pending = Optional.empty();
    switch (fault.kind()) {
      case SILENCE -> state = State.QUIET;
      case CUT -> {
        over(Ending.FAILED);
        line.cut();
      }
      case REFUSE -> {
        over(Ending.FAILED);
        line.reset();
      }
      case OVERLOADED, AUTHENTICATION, RATE_LIMIT, SERVER_ERROR -> {
        line.write(dialect.errorEvent(fault));
        line.end();
        over(Ending.FAILED);
      }
      case MALFORMED -> line.write(dialect.malformed());
      case HUGE_EVENT -> line.write(dialect.text(HugeEvent.TEXT));
      case SLOW_DRIP, SPLIT -> {}
    }
  }

  private void over(Ending ending) {
    state = State.QUIET;
    line.then(() -> {
      if (state != State.OVER) {
        state = State.OVER;
        progress.ended(ending, sent);
      }
    });
  }
}
