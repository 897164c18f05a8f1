package dev.firstword.core.answer;

import dev.firstword.core.profile.Profile.Timeouts;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.routing.ModelCalls;
import dev.firstword.core.routing.RoutedCall;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.TurnEvent.Summary;
import dev.firstword.relay.event.TurnEvent.SummaryText;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A summary of one or two sentences by the fastest model, requested in parallel with the full
 * answer without delaying it. Published in the turn's log as it is written, dropped if the answer
 * starts first, and silently omitted if it fails. Confined to the turn's loop.
 */
public final class QuickSummary implements ModelCallListener {

  /** Two sentences; a longer summary would not be quick. */
  private static final int MAX_TOKENS = 80;

  /** A summary that takes longer is of no use. */
  private static final Timeouts LIMITS =
      new Timeouts(
          Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ZERO);

  private static final String INSTRUCTION =
      "Give the gist of the answer to this in one or two sentences, of at most 50 words in all,"
          + " without any heading. The full answer is being written meanwhile and follows."
          + "\n\nQuestion: ";

  private static final Pattern SENTENCE_END = Pattern.compile("[.!?…](?=[\\s)\"”*]|$)");
  private static final Logger logger = LoggerFactory.getLogger(QuickSummary.class);

  private final SummaryCounters counters;
  private final String profile;
  private final TurnLog log;
  private final StringBuilder text = new StringBuilder();
  private Usage usage = Usage.NONE;
  private boolean closed;
  private @Nullable RoutedCall route;

  public QuickSummary(SummaryCounters counters, String profile, TurnLog log) {
    this.counters = counters;
    this.profile = profile;
    this.log = log;
  }

  /**
   * Returns the prompt for the summary: the same conversation, with the text of the question
   * rephrased.
   */
  static Prompt prompt(Prompt full) {
    List<PromptMessage> messages = new ArrayList<>(full.messages());
    PromptMessage question = messages.removeLast();
    List<ContentPart> parts = new ArrayList<>(question.parts());
    parts.removeIf(ContentPart.Text.class::isInstance);
    parts.add(new ContentPart.Text(INSTRUCTION + question.text()));
    messages.add(new PromptMessage(question.role(), parts));
    return new Prompt(full.system(), messages, messages.size() - 1, full.scope(), full.media());
  }

  /** Opens the call, unless the summary is no longer wanted. Called once, on the loop. */
  public void open(ModelCalls models, Prompt answerPrompt, EventLoop loop) {
    if (!closed) {
      route = models.openFastest(prompt(answerPrompt), MAX_TOKENS, LIMITS, loop, this);
    }
  }

  /** Called when the answer starts; drops a summary that has not started. */
  public void onAnswerStarted() {
    if (!closed && text.isEmpty()) {
      counters.recordLate(profile);
      close();
    }
  }

  /** Stops the summary because it is no longer needed. */
  public void stop() {
    if (!closed) {
      counters.recordCancelled();
      close();
    }
  }

  /** Returns the tokens used, which are known once the summary is complete. */
  public Usage usage() {
    return usage;
  }

  private void close() {
    closed = true;
    if (route != null) {
      route.cancel();
    }
  }

  @Override
  public void onText(String piece) {
    if (!closed) {
      if (text.isEmpty()) {
        counters.recordShown(profile);
      }
      text.append(piece);
      log.append(new SummaryText(piece));
    }
  }

  @Override
  public void onReadComplete() {
    if (!closed) {
      log.publish(false);
    }
  }

  @Override
  public void onEnd(FinishReason reason, Usage finalUsage) {
    if (closed) {
      return;
    }
    closed = true;
    counters.recordCompleted();
    usage = finalUsage;
    log.append(new Summary(finalText(reason)));
    log.publish(false);
  }

  @Override
  public void onFailure(ProviderFailure failure) {
    if (!closed) {
      closed = true;
      counters.recordFailed();
      logger.info("no quick summary: {}", failure);
    }
  }

  /**
   * Returns the summary; one that was truncated ends after its last complete sentence, if it has
   * one.
   */
  private String finalText(FinishReason reason) {
    String summary = text.toString().strip();
    if (reason != FinishReason.LENGTH) {
      return summary;
    }
    int end = 0;
    for (Matcher ends = SENTENCE_END.matcher(summary); ends.find(); ) {
      end = ends.end();
    }
    return end == 0 ? summary : summary.substring(0, end);
  }
}
