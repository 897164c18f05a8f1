package dev.firstword.core.turn.running;

import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.routing.ChosenModel;
import dev.firstword.core.routing.Complexity;
import dev.firstword.core.routing.RoutingRequest;
import dev.firstword.core.statistics.Distribution;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a turn that waits for the results of tools needs besides its log to resume, on any node. Has
 * thoughts with their signatures and the results in full, none of which any log may show.
 *
 * @param profile the name of the turn's profile
 * @param prompt the prompt of the step, without the bytes of its images and files
 * @param answerSoFar the text that the answer continues; empty for a new answer
 * @param firstTextMs when the turn wrote its first text, in milliseconds since the request; -1 if
 *     it has none
 * @param usage the tokens used so far
 */
public record SuspendedTurn(
    String profile,
    Routing routing,
    Prompt prompt,
    String answerSoFar,
    Tools tools,
    long firstTextMs,
    Usage usage) {

  /** The number of the step whose tools run, from 1. */
  public int step() {
    return tools.step;
  }

  /** Returns a copy with the bytes of the prompt's images and files. */
  public SuspendedTurn withMedia(Map<String, byte[]> media) {
    Prompt complete =
        new Prompt(
            prompt.system(), prompt.messages(), prompt.stableMessages(), prompt.scope(), media);
    return new SuspendedTurn(profile, routing, complete, answerSoFar, tools, firstTextMs, usage);
  }

  /** Returns a copy with these results. */
  SuspendedTurn withResults(List<ContentPart.ToolResult> results) {
    Tools complete = new Tools(tools.step, tools.answer, tools.parts, results, tools.startedMs);
    return new SuspendedTurn(profile, routing, prompt, answerSoFar, complete, firstTextMs, usage);
  }

  /** Returns the request of the step whose tools run. */
  public RoutingRequest routingRequest(Profile configured) {
    return routing.request(prompt, configured);
  }

  /** Reveals nothing of the turn's content, so that no log can. */
  @Override
  public String toString() {
    return "SuspendedTurn[profile=" + profile + ", step=" + tools.step + "]";
  }

  /**
   * What the choice of the next step's model depends on.
   *
   * @param question the user's newest message
   * @param pinnedModel the model that must be used
   * @param traceparent the W3C trace context to propagate
   * @param model the model of the step whose tools run
   */
  public record Routing(
      String question,
      @Nullable String pinnedModel,
      Priority priority,
      @Nullable String traceparent,
      ThinkingOption thinking,
      GenerationOptions options,
      Model model) {

    static Routing of(RoutingRequest request, ChosenModel chosen) {
      return new Routing(
          request.question(),
          request.pinnedModel(),
          request.priority(),
          request.traceparent(),
          request.thinking(),
          request.options(),
          new Model(
              chosen.name(),
              chosen.reason(),
              chosen.complexity(),
              chosen.withinBudget(),
              chosen.judgedBy()));
    }

    RoutingRequest request(Prompt prompt, Profile profile) {
      return new RoutingRequest(
          prompt,
          question,
          model.judgedBy == JudgedBy.MODEL ? model.complexity : null,
          profile,
          pinnedModel,
          priority,
          null,
          traceparent,
          thinking,
          options,
          null);
    }

    @Override
    public String toString() {
      return "Routing[model=" + model.name + "]";
    }
  }

  /** A model as it was chosen, without its figures, which the next choice measures anew. */
  public record Model(
      String name,
      ModelReason reason,
      Complexity complexity,
      boolean withinBudget,
      @Nullable JudgedBy judgedBy) {

    ChosenModel chosen() {
      return new ChosenModel(
          name,
          reason,
          complexity,
          withinBudget,
          judgedBy,
          Distribution.empty(),
          Distribution.empty(),
          ThinkingControl.NONE);
    }
  }

  /**
   * The tool calls of a turn.
   *
   * @param step the number of the step whose tools run, from 1
   * @param answer the parts of the answer from earlier steps
   * @param parts what the model wrote in this step, with its thoughts
   * @param results the results of this step's calls that have arrived
   * @param startedMs when the model began to write each call of this step, by its id, in
   *     milliseconds since the request
   */
  public record Tools(
      int step,
      List<ContentPart> answer,
      List<ContentPart> parts,
      List<ContentPart.ToolResult> results,
      Map<String, Long> startedMs) {

    public Tools {
      answer = List.copyOf(answer);
      parts = List.copyOf(parts);
      results = List.copyOf(results);
      startedMs = Map.copyOf(startedMs);
    }

    @Override
    public String toString() {
      return "Tools[step=" + step + "]";
    }
  }
}
