package dev.firstword.profile;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named product profile: how one kind of turn speaks and what it may take.
 *
 * @param name what requests call it
 * @param title what people see
 * @param system the instructions every prompt begins with
 * @param systemReplaceable whether a request may bring its own {@code system}
 * @param model the model that is always used; absent: the router chooses
 * @param maxTokens the longest answer, in the model's tokens
 * @param historyTokens how much of the conversation a prompt may carry, in estimated tokens
 * @param labels the product's own words, by phase name; {@code search.failed} and the like are the
 *     words for a phase that came to less
 * @param answering what answers consist of
 */
public record Profile(
    String name,
    String title,
    String system,
    boolean systemReplaceable,
    @Nullable String model,
    int maxTokens,
    int historyTokens,
    Map<String, String> labels,
    Choosing choosing,
    Preparing preparing,
    Patience patience,
    Limits limits,
    Answering answering) {

  public Profile {
    labels = Map.copyOf(labels);
  }

  /** One whose answers are plain, and by whatever model. */
  public Profile(
      String name,
      String title,
      String system,
      boolean systemReplaceable,
      @Nullable String model,
      int maxTokens,
      int historyTokens,
      Map<String, String> labels,
      Preparing preparing,
      Patience patience,
      Limits limits) {
    this(
        name,
        title,
        system,
        systemReplaceable,
        model,
        maxTokens,
        historyTokens,
        labels,
        Choosing.ANYBODY,
        preparing,
        patience,
        limits,
        Answering.PLAIN);
  }

  /** The same with other rules about who may answer. */
  public Profile with(Choosing newChoosing) {
    return new Profile(
        name,
        title,
        system,
        systemReplaceable,
        model,
        maxTokens,
        historyTokens,
        labels,
        newChoosing,
        preparing,
        patience,
        limits,
        answering);
  }

  /** The product's words for a phase; its bare name where it has none. */
  public String label(String phase) {
    return labels.getOrDefault(phase, phase);
  }

  /** The product's words for a phase that came to that; the phase's own where it has none. */
  public String label(String phase, String state) {
    String label = labels.get(phase + "." + state);
    return label == null ? label(phase) : label;
  }

  /**
   * When a person is told that it takes longer than usual.
   *
   * @param firstWord from the request to a first word
   * @param midAnswer between two pieces of text
   */
  public record Patience(Duration firstWord, Duration midAnswer) {}

  /**
   * When a wait is given up.
   *
   * @param firstToken model called to its first token
   * @param silence between two pieces of a model's stream
   * @param total model called to its last token
   * @param orphanGrace how long a turn goes on that nobody reads
   */
  public record Limits(
      Duration firstToken, Duration silence, Duration total, Duration orphanGrace) {}
}
