package dev.firstword.core.answer;

import dev.firstword.core.answer.StepEstimator.Position;
import dev.firstword.core.answer.StepStatistics.ProfileSteps;
import dev.firstword.relay.event.TurnEvent.Estimate;
import dev.firstword.relay.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows a turn with tools: publishes estimates of its duration while it runs, and records how
 * long its steps took. Confined to the turn's loop.
 */
public final class StepEstimates {

  /** An estimate costs a fraction of a millisecond, and people do not need it every second. */
  private static final Duration UPDATE_INTERVAL = Duration.ofSeconds(5);

  private final ProfileSteps steps;
  private final StepEstimator estimator;
  private final long receivedNanos;
  private final EventLoop loop;
  private final DurationEstimator.Listener listener;
  private int step;
  private boolean runsTools;
  private boolean isResumed;
  private long sinceNanos;
  private long firstTextNanos = -1;
  private long stepTextNanos = -1;
  private @Nullable Estimate published;
  private EventLoop.@Nullable Timer timer;

  /**
   * Creates the estimates of a turn whose request was received at the given time.
   *
   * @param maxSteps how many times the turn may call a model
   */
  public StepEstimates(
      ProfileSteps steps,
      int maxSteps,
      long receivedNanos,
      EventLoop loop,
      DurationEstimator.Listener listener) {
    this.steps = steps;
    this.estimator = new StepEstimator(steps, maxSteps);
    this.receivedNanos = receivedNanos;
    this.loop = loop;
    this.listener = listener;
  }

  /** Called when a model is called for the next step. */
  public void onModelCalled() {
    long now = loop.nanoTime();
    if (runsTools && !isResumed) {
      steps.recordTools(milliseconds(now - sinceNanos));
    }
    step++;
    runsTools = false;
    isResumed = false;
    stepTextNanos = -1;
    sinceNanos = now;
    update();
  }

  /**
   * Called in place of all earlier calls when a turn whose tools run resumes. How long they take is
   * then not recorded: they may have had to start again.
   *
   * @param resumedStep the number of the step
   * @param firstTextMs when the first text was written, from the request; -1 if there is none
   */
  public void resume(int resumedStep, long firstTextMs) {
    step = resumedStep;
    runsTools = true;
    isResumed = true;
    sinceNanos = loop.nanoTime();
    if (firstTextMs >= 0) {
      firstTextNanos = receivedNanos + TimeUnit.MILLISECONDS.toNanos(firstTextMs);
    }
    update();
  }

  /** Called when text arrives. */
  public void onText() {
    if (stepTextNanos < 0) {
      stepTextNanos = loop.nanoTime();
      if (firstTextNanos < 0) {
        firstTextNanos = stepTextNanos;
        update();
      }
    }
  }

  /** Called when tools start to run. */
  public void onToolsStarted() {
    long now = loop.nanoTime();
    steps.recordToolCalls(step, milliseconds(now - sinceNanos));
    runsTools = true;
    sinceNanos = now;
    update();
  }

  /** Called when the answer is complete. */
  public void onAnswered() {
    if (stepTextNanos >= 0) {
      steps.recordAnswer(
          step,
          milliseconds(stepTextNanos - sinceNanos),
          milliseconds(loop.nanoTime() - sinceNanos));
    }
  }

  /** Stops updating. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void update() {
    stop();
    timer = loop.schedule(UPDATE_INTERVAL, this::update);
    long now = loop.nanoTime();
    Estimate estimate =
        estimator.estimate(
            new Position(
                step,
                runsTools,
                milliseconds(now - sinceNanos),
                milliseconds(now - receivedNanos),
                firstTextNanos < 0 ? -1 : milliseconds(firstTextNanos - receivedNanos)));
    if (published == null || DurationEstimator.hasChanged(published, estimate)) {
      published = estimate;
      listener.onEstimate(estimate);
    }
  }

  private static double milliseconds(long nanos) {
    return nanos / 1e6;
  }
}
