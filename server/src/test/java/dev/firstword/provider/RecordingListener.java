package dev.firstword.provider;

import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Remembers what a call told, and on which threads. */
public class RecordingListener implements ModelCallListener {

  /** One call of the listener. */
  public sealed interface News {
    record Text(String text) implements News {}

    record ReadComplete() implements News {}

    record End(FinishReason reason, Usage usage) implements News {}

    record Failure(ProviderFailure failure) implements News {}
  }

  private final List<News> news = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch firstText = new CountDownLatch(1);

  @Override
  public void onText(String text) {
    add(new News.Text(text));
    firstText.countDown();
  }

  @Override
  public void onReadComplete() {
    add(new News.ReadComplete());
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    add(new News.End(reason, usage));
    ended.countDown();
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    add(new News.Failure(failure));
    ended.countDown();
  }

  private synchronized void add(News next) {
    news.add(next);
    threads.add(Thread.currentThread());
  }

  public synchronized List<News> news() {
    return List.copyOf(news);
  }

  public synchronized List<Thread> threads() {
    return List.copyOf(threads);
  }

  /** All text so far. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (News each : news()) {
      if (each instanceof News.Text piece) {
        text.append(piece.text());
      }
    }
    return text.toString();
  }

  /** How the call ended; absent while it has not. */
  public @Nullable News ending() {
    List<News> all = news();
    News last = all.isEmpty() ? null : all.getLast();
    return last instanceof News.End || last instanceof News.Failure ? last : null;
  }

  public void awaitText() throws InterruptedException {
    if (!firstText.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no text came, but " + news());
    }
  }

  public News awaitEnding() throws InterruptedException {
    if (!ended.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the call did not end: " + news());
    }
    News ending = ending();
    if (ending == null) {
      throw new AssertionError("something followed the ending: " + news());
    }
    return ending;
  }

  public ProviderFailure awaitFailure() throws InterruptedException {
    if (awaitEnding() instanceof News.Failure failed) {
      return failed.failure();
    }
    throw new AssertionError("the call did not fail: " + news());
  }
}
