package dev.firstword.routing;

import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile.Limits;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import dev.firstword.provider.ModelCall;
import dev.firstword.provider.ModelCallListener;
import dev.firstword.provider.ModelProvider;
import dev.firstword.provider.ModelRequest;
import dev.firstword.provider.ProviderFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call to one model under its deadlines: to the first token, between two pieces of text, and as
 * a whole. Only text counts as a sign of life; a provider's pings would let it be silent for ever.
 */
final class Attempt implements Route, ModelCallListener {

  private final Limits limits;
  private final EventLoop loop;
  private final RouteListener listener;
  private final long openedNanos;
  private long lastTextNanos = -1;
  private boolean ended;
  private @Nullable ModelCall call;
  private EventLoop.@Nullable Timer deadline;

  Attempt(Limits limits, EventLoop loop, RouteListener listener) {
    this.limits = limits;
    this.loop = loop;
    this.listener = listener;
    this.openedNanos = loop.nanoTime();
  }

  void open(ModelProvider provider, ModelRequest request) {
    armDeadline();
    call = provider.open(request, this);
  }

  @Override
  public void cancel() {
    if (end()) {
      close();
    }
  }

  @Override
  public void onText(String text) {
    if (ended) {
      return;
    }
    boolean first = lastTextNanos < 0;
    lastTextNanos = loop.nanoTime();
    if (first) {
      armDeadline(); // The limit on silence may be nearer than the one on the first token was.
    }
    listener.onText(text);
  }

  @Override
  public void onReadComplete() {
    if (!ended) {
      listener.onReadComplete();
    }
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    if (end()) {
      if (lastTextNanos < 0) {
        listener.onFailure(RouteFailure.empty(reason == FinishReason.REFUSAL));
      } else {
        listener.onEnd(reason, usage);
      }
    }
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    if (end()) {
      listener.onFailure(RouteFailure.of(failure, lastTextNanos >= 0));
    }
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    if (deadline != null) {
      deadline.cancel();
    }
    return true;
  }

  private void close() {
    if (call != null) {
      call.cancel();
    }
  }

  /** Text only moves a number; the timer looks at it when it fires and waits for what is left. */
  private void armDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
    deadline = loop.schedule(Duration.ofNanos(Math.max(0, leftNanos())), this::checkDeadline);
  }

  private void checkDeadline() {
    if (ended) {
      return;
    }
    if (leftNanos() > 0) {
      armDeadline();
      return;
    }
    close();
    long since = lastTextNanos < 0 ? openedNanos : lastTextNanos;
    onFailure(
        new ProviderFailure.Silent(
            Duration.ofNanos(loop.nanoTime() - since),
            lastTextNanos < 0 ? "no first token in time" : "no more text in time"));
  }

  private long leftNanos() {
    long now = loop.nanoTime();
    long whole = openedNanos + limits.total().toNanos() - now;
    long next =
        lastTextNanos < 0
            ? openedNanos + limits.firstToken().toNanos() - now
            : lastTextNanos + limits.silence().toNanos() - now;
    return Math.min(whole, next);
  }
}
