package dev.firstword.simulator.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.prompt.ToolChoice;
import dev.firstword.simulator.prompt.ToolDefinition;
import dev.firstword.simulator.prompt.ToolRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Decides which tools the model calls next.
 *
 * <p>Keeps no state: the step follows from the tool calls in the request, and all draws from the
 * question and the step. A repeated request therefore gets the same calls.
 */
public final class ToolPlanner {
  private final Optional<AgentSettings> agent;
  private final ArgumentStyle style;
  private final IntFunction<RandomGenerator> randomOfStep;

  /**
   * Creates a planner for one call.
   *
   * @param randomOfStep returns the random generator of a step, always the same for one question
   */
  public ToolPlanner(
      Optional<AgentSettings> agent,
      ArgumentStyle style,
      IntFunction<RandomGenerator> randomOfStep) {
    this.agent = agent;
    this.style = style;
    this.randomOfStep = randomOfStep;
  }

  /** Returns the calls of the next step; empty if the model answers. */
  public List<ToolCall> nextCalls(PromptRequest prompt) {
    ToolRequest request = prompt.tools();
    if (request.tools().isEmpty() || request.choice().mode() == ToolChoice.Mode.NONE) {
      return List.of();
    }
    RandomGenerator random = randomOfStep.apply(request.stepsTaken());
    List<String> planned = plannedNames(prompt, random);
    List<String> names =
        planned.isEmpty() && request.choice().isForced() ? List.of(forcedName(request)) : planned;
    AgentSettings.TokenRange lengths = agent.orElse(AgentSettings.DEFAULTS).argumentTokens();
    ArgumentWriter arguments = new ArgumentWriter(prompt.messages(), lengths, random);
    return names.stream()
        .map(name -> style.call(name, arguments.write(schema(request, name))))
        .toList();
  }

  private List<String> plannedNames(PromptRequest prompt, RandomGenerator random) {
    ToolRequest request = prompt.tools();
    if (request.choice().mode() == ToolChoice.Mode.NAMED) {
      return List.of();
    }
    if (agent.isEmpty()) {
      return stepOf(List.of(MentionedTools.find(prompt)), request);
    }
    return agent.get().steps().isEmpty()
        ? drawStep(agent.get(), request, random)
        : stepOf(agent.get().steps(), request);
  }

  /** Without parallel calls, each call of a planned step is a step by itself. */
  private static List<String> stepOf(List<List<String>> steps, ToolRequest request) {
    List<List<String>> taken = new ArrayList<>();
    for (List<String> step : steps) {
      if (request.choice().parallel()) {
        taken.add(step);
      } else {
        step.forEach(name -> taken.add(List.of(name)));
      }
    }
    return request.stepsTaken() < taken.size() ? taken.get(request.stepsTaken()) : List.of();
  }

  /** A geometric number of steps is one with a constant probability of another step. */
  private static List<String> drawStep(
      AgentSettings settings, ToolRequest request, RandomGenerator random) {
    double anotherStep = 1 - 1 / settings.meanSteps();
    if (request.stepsTaken() > 0 && random.nextDouble() >= anotherStep) {
      return List.of();
    }
    int calls = request.choice().parallel() ? 1 + random.nextInt(settings.maxToolsPerStep()) : 1;
    List<String> names = new ArrayList<>();
    for (int call = 0; call < calls; call++) {
      names.add(request.tools().get(random.nextInt(request.tools().size())).name());
    }
    return names;
  }

  private static String forcedName(ToolRequest request) {
    return request.choice().mode() == ToolChoice.Mode.NAMED
        ? request.choice().name()
        : request.tools().getFirst().name();
  }

  /** A planned tool that the request does not offer is called all the same, as models do. */
  private static JsonNode schema(ToolRequest request, String name) {
    return request.tools().stream()
        .filter(tool -> tool.name().equals(name))
        .findFirst()
        .map(ToolDefinition::parameters)
        .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("type", "object"));
  }
}
