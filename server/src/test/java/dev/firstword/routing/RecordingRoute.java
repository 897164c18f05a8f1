package dev.firstword.routing;

import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.JudgedBy;
import dev.firstword.protocol.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what a route tells, a word for each. */
final class RecordingRoute implements RouteListener {

  final List<String> told = new ArrayList<>();

  /** Who said how complex the question is, for each model that was told. */
  final List<@Nullable JudgedBy> judgedBy = new ArrayList<>();

  /** What failures said of when to come back, where they did. */
  final List<Duration> waits = new ArrayList<>();

  @Override
  public void onModel(ChosenModel model) {
    judgedBy.add(model.judgedBy());
    told.add("model " + model.name() + " " + model.reason().wireName());
  }

  @Override
  public void onAskedAgain(ChosenModel model) {
    told.add("again " + model.name());
  }

  @Override
  public void onText(String text) {
    told.add("text " + text);
  }

  @Override
  public void onReadComplete() {
    told.add("flush");
  }

  @Override
  public void onEnd(FinishReason reason, Usage usage) {
    told.add("end " + reason.wireName());
  }

  @Override
  public void onFailure(RouteFailure failure) {
    told.add("failure " + failure.code() + " " + failure.action().wireName());
    if (failure.retryAfter() != null) {
      waits.add(failure.retryAfter());
    }
  }
}
