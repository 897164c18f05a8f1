package dev.firstword.core.provider;

import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Records the events of a call and the threads that delivered them. */
public class RecordingListener implements ModelCallListener {

  /** One call to the listener. */
  public sealed interface ListenerCall {
    record Text(String text) implements ListenerCall {}

    record Activity(ModelActivity activity) implements ListenerCall {}

    record ReadComplete() implements ListenerCall {}

    record End(FinishReason reason, Usage usage) implements ListenerCall {}

    record Failure(ProviderFailure failure) implements ListenerCall {}
  }

  private final List<ListenerCall> calls = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch firstText = new CountDownLatch(1);

  @Override
  public void onText(String text) {
    record(new ListenerCall.Text(text));
    firstText.countDown();
  }

  @Override
  public void onActivity(ModelActivity activity) {
    record(new ListenerCall.Activity(activity));
  }

  @Override
  public void onReadComplete() {
    record(new ListenerCall.ReadComplete());
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    record(new ListenerCall.End(reason, usage));
    ended.countDown();
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    record(new ListenerCall.Failure(failure));
    ended.countDown();
  }

  private synchronized void record(ListenerCall next) {
    calls.add(next);
    threads.add(Thread.currentThread());
  }

  public synchronized List<ListenerCall> calls() {
    return List.copyOf(calls);
  }

  public synchronized List<Thread> threads() {
    return List.copyOf(threads);
  }

  /** All text so far. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (ListenerCall each : calls()) {
      if (each instanceof ListenerCall.Text piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }

  /** Returns how the call ended; null if it has not ended. */
  public @Nullable ListenerCall end() {
    List<ListenerCall> all = calls();
    ListenerCall last = all.isEmpty() ? null : all.getLast();
    return last instanceof ListenerCall.End || last instanceof ListenerCall.Failure ? last : null;
  }

  public void awaitText() throws InterruptedException {
    if (!firstText.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no text came, but " + calls());
    }
  }

  public ListenerCall awaitEnd() throws InterruptedException {
    if (!ended.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the call did not end: " + calls());
    }
    ListenerCall ending = end();
    if (ending == null) {
      throw new AssertionError("something followed the ending: " + calls());
    }
    return ending;
  }

  public ProviderFailure awaitFailure() throws InterruptedException {
    if (awaitEnd() instanceof ListenerCall.Failure failed) {
      return failed.failure();
    }
    throw new AssertionError("the call did not fail: " + calls());
  }
}
