package dev.firstword.turn;

import dev.firstword.answer.AnswerLengths.Expected;
import dev.firstword.answer.AnswerLengths.Kind;
import dev.firstword.answer.Estimator;
import dev.firstword.answer.QuickSummary;
import dev.firstword.answer.Sections;
import dev.firstword.answer.SlowNotice;
import dev.firstword.loop.EventLoop;
import dev.firstword.profile.Profile;
import dev.firstword.protocol.TurnEvent;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.SectionState;
import dev.firstword.protocol.Usage;
import dev.firstword.routing.ChosenModel;
import org.jspecify.annotations.Nullable;

/**
 * What goes along with a turn's answer, and is told in its log: that it is slow, how long it is
 * going to take, which section it is at, and a summary beside it. Confined to the turn's loop.
 */
final class Accompaniment implements QuickSummary.Listener {

  private final Profile profile;
  private final TurnLog log;
  private final EventLoop loop;
  private final long receivedNanos;
  private final SlowNotice slowNotice;
  private final Sections sections;
  private @Nullable Asking asking;
  private @Nullable Kind kind;
  private @Nullable Estimator estimator;
  private @Nullable QuickSummary summary;
  private Usage summaryUsage = Usage.NONE;
  private long characters;
  private boolean resuming;

  /** Of a turn whose request came at that time. */
  Accompaniment(Profile profile, long receivedNanos, EventLoop loop, TurnLog log) {
    this.profile = profile;
    this.receivedNanos = receivedNanos;
    this.loop = loop;
    this.log = log;
    this.slowNotice = new SlowNotice(profile.patience(), receivedNanos, loop, this::slow);
    this.sections = new Sections(profile.answering().sections(), this::section);
  }

  /** From now on somebody waits. */
  void begin() {
    slowNotice.begin();
  }

  /** A model is about to be asked. */
  void asking(Asking what) {
    asking = what;
    if (what.isContinuation()) {
      resuming = true; // What is there already was told in its own turn.
      sections.text(what.answerSoFar());
      resuming = false;
    }
  }

  /** A model is asked, or another one than before. */
  void modelChosen(ChosenModel model) {
    Asking what = asking;
    if (what == null) {
      return;
    }
    if (estimator == null) {
      kind = Kind.of(profile, model.complexity(), what.inputTokens());
      Expected expected = what.lengths().expected(kind, profile.answering().length());
      estimator =
          new Estimator(expected, what.answerSoFar().length(), receivedNanos, loop, this::estimate);
      prepareSummary(what, expected);
    }
    switch (model.reason()) {
      case HEDGE -> estimator.modelSpeaks(model.tokensPerSecond());
      case SIMPLE, MODERATE, COMPLEX, BUDGET, PINNED, FALLBACK ->
          estimator.modelAsked(model.firstTokenMs(), model.tokensPerSecond());
    }
  }

  private void prepareSummary(Asking what, Expected expected) {
    boolean wanted =
        switch (what.summaryWish()) {
          case YES -> true;
          case NO -> false;
          case AUTO -> expected.tokens().quantile(0.5) >= profile.answering().summaryFromTokens();
        };
    if (wanted && !what.isContinuation()) {
      summary = new QuickSummary(what.summaries(), this);
    }
  }

  /** The model has been asked: from now on there is time for what goes beside it. */
  void asked() {
    if (summary != null && asking != null) {
      summary.open(asking.summary());
    }
  }

  /** A piece of the answer is in the log. */
  void textCame(String text) {
    if (characters == 0 && summary != null) {
      summary.answerBegan();
    }
    characters += text.length();
    slowNotice.textCame();
    if (estimator != null) {
      estimator.textCame(text.length());
    }
    sections.text(text);
  }

  /** The answer came to its end. */
  void ended(FinishReason reason, Usage usage) {
    Asking what = asking;
    if (reason == FinishReason.STOP) {
      sections.end();
    }
    if (what == null || kind == null || what.isContinuation()) {
      return;
    }
    switch (reason) {
      case STOP -> what.lengths().written(kind, usage.outputTokens(), characters);
      case LENGTH -> what.lengths().cut(kind, usage.outputTokens());
      case REFUSAL, OTHER -> {} // Says nothing of how long answers are.
    }
  }

  /** Nothing more is told of this turn. */
  void stop() {
    slowNotice.stop();
    if (estimator != null) {
      estimator.stop();
    }
    if (summary != null) {
      summary.stop();
    }
  }

  /** What the summary took, as far as it was counted. */
  Usage summaryUsage() {
    return summaryUsage;
  }

  private void slow(String message, long waitedMs) {
    log.append(new TurnEvent.Slow(message, waitedMs));
    log.publish(false);
  }

  private void estimate(TurnEvent.Estimate estimate) {
    log.append(estimate);
    log.publish(false);
  }

  /** Published with the text that it was read in. */
  private void section(int index, int count, String title, SectionState state) {
    if (!resuming) {
      log.append(new TurnEvent.Section(index, count, title, state));
    }
    if (state == SectionState.COMPLETE && estimator != null) {
      estimator.sectionsComplete(index, count);
    }
  }

  @Override
  public void onSummaryText(String piece) {
    log.append(new TurnEvent.SummaryText(piece));
  }

  @Override
  public void onSummaryRead() {
    log.publish(false);
  }

  @Override
  public void onSummary(String whole, Usage usage) {
    summaryUsage = usage;
    log.append(new TurnEvent.Summary(whole));
  }
}
