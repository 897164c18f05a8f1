package dev.firstword.simulator;

import dev.firstword.simulator.CallSeed.Purpose;
import dev.firstword.simulator.answer.Answer;
import dev.firstword.simulator.answer.Answer.StopReason;
import dev.firstword.simulator.answer.AnswerWriter;
import dev.firstword.simulator.fault.CallFaults;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultEffect.StuckThought;
import dev.firstword.simulator.fault.FaultKind;
import dev.firstword.simulator.prompt.ChatMessage;
import dev.firstword.simulator.prompt.PromptRequest;
import dev.firstword.simulator.response.ModelOutput;
import dev.firstword.simulator.thinking.Thought;
import dev.firstword.simulator.thinking.ThoughtWriter;
import dev.firstword.simulator.tools.AgentSettings;
import dev.firstword.simulator.tools.ArgumentStyle;
import dev.firstword.simulator.tools.ToolCall;
import dev.firstword.simulator.tools.ToolPlanner;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides what the model thinks and writes in one call. */
final class CallPlanner {
  /** A character that UTF-16, and so JSON with escapes, writes in two halves. */
  private static final String SPLITTABLE = " \uD83D\uDE00";

  private final PromptRequest prompt;
  private final ModelSettings model;
  private final CallFaults faults;
  private final CallSeed seed;

  CallPlanner(PromptRequest prompt, ModelSettings model, CallFaults faults, CallSeed seed) {
    this.prompt = prompt;
    this.model = model;
    this.faults = faults;
    this.seed = seed;
  }

  Optional<Thought> thought() {
    Optional<Thought> stuck =
        faults
            .answerFault()
            .flatMap(fault ->
                fault.kind().effect() instanceof StuckThought effect
                    ? Optional.of(Thought.unfinished(effect))
                    : Optional.empty());
    if (stuck.isPresent() || prompt.maxTokens() == 0) {
      return stuck;
    }
    return model
        .thinking()
        .filter(thinking -> prompt.thinking().isThinking(thinking.byDefault()))
        .map(thinking ->
            new ThoughtWriter(
                    thinking, model.latency().interToken(), seed.randomFor(Purpose.THINKING))
                .write(prompt));
  }

  /** Returns the text or the tool calls, of at most the given number of tokens. */
  ModelOutput output(int maxTokens) {
    List<ToolCall> calls =
        new ToolPlanner(model.agent(), ArgumentStyle.of(faults.oddity()), this::randomOfStep)
            .nextCalls(prompt);
    ModelOutput output =
        calls.isEmpty() ? ModelOutput.ofText(text()) : new ModelOutput(preamble(), calls);
    return faults
        .oddity()
        .map(oddity -> withOddity(output, oddity))
        .orElse(output)
        .limitedTo(maxTokens);
  }

  private Answer text() {
    return new AnswerWriter(seed.randomFor(Purpose.TEXT))
        .write(prompt, model.outputTokens())
        .stoppedBefore(prompt.stopSequences());
  }

  private Answer preamble() {
    return Answer.of(
        model.agent().filter(AgentSettings::hasPreamble).isPresent() ? "Let me look that up." : "");
  }

  /** All draws of a step depend on the question and the step, not on the number of the call. */
  private RandomGenerator randomOfStep(int step) {
    long question = 0;
    for (ChatMessage message : prompt.messages()) {
      if (message.role() == ChatMessage.Role.USER) {
        question = 31 * question + message.text().hashCode();
      }
    }
    return new CallSeed(seed.seed(), seed.model(), 31 * question + step).randomFor(Purpose.TOOLS);
  }

  private static ModelOutput withOddity(ModelOutput output, Fault oddity) {
    int position = oddity.afterTokens().orElse(0);
    if (oddity.kind() == FaultKind.SPLIT_SURROGATES) {
      return new ModelOutput(output.text().withInserted(SPLITTABLE, position), output.toolCalls());
    }
    if (oddity.kind() == FaultKind.REFUSAL) {
      return ModelOutput.ofText(output.text().endedAfter(position, StopReason.REFUSAL));
    }
    boolean endsEarly =
        oddity.kind() == FaultKind.FINISH_ABORT
            || oddity.kind() == FaultKind.ERROR_IN_CHOICE
            || oddity.kind() == FaultKind.ERROR_EVENT_THEN_DONE;
    return endsEarly
        ? ModelOutput.ofText(output.text().endedAfter(position, StopReason.END_TURN))
        : output;
  }
}
