package dev.firstword.core.turn.running;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.core.answer.ToolWaits;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.timeline.Timeline;
import dev.firstword.relay.event.ToolState;
import dev.firstword.relay.event.TurnEvent;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of a turn. A step is one model call; its tools run between it and the next step.
 * Records what the model writes in a step, writes the events of its tool calls, waits for their
 * results, and builds the prompt of the next step. Confined to the turn's loop.
 */
final class ToolSteps {

  /** Longer arguments are shown once they are complete, and not while they are written. */
  private static final int MAX_STREAMED_ARGUMENTS = 64 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  private final Profile profile;
  private final TurnLog log;
  private final EventLoop loop;
  private final ToolWaits waits;
  private final Runnable onResultsComplete;
  private final ToolDeadline deadline;
  private final Map<String, ToolCallState> calls = new LinkedHashMap<>();

  /** The ids that the provider gave the calls of this step; some servers reuse theirs. */
  private final Map<String, String> idsByProviderId = new HashMap<>();

  private final AnswerRecord record = new AnswerRecord();
  private Set<String> toolNames = Set.of();
  private int steps = 1;
  private int streamedArguments;
  private boolean isClosed;

  /**
   * Creates the steps of a turn.
   *
   * @param onResultsComplete called when all tool calls of a step have their results, which may be
   *     from within {@link #run}
   */
  ToolSteps(
      Profile profile, TurnLog log, EventLoop loop, ToolWaits waits, Runnable onResultsComplete) {
    this.profile = profile;
    this.log = log;
    this.loop = loop;
    this.waits = waits;
    this.onResultsComplete = onResultsComplete;
    this.deadline = new ToolDeadline(loop, profile.toolPolicy().timeout(), this::failLateCalls);
  }

  /** Starts the first step, in which the model may call these tools. */
  void start(List<ToolDefinition> tools) {
    toolNames = tools.stream().map(ToolDefinition::name).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Resumes a step whose tools ran when its node stopped. The log shows what is known of its calls.
   */
  void resume(SuspendedTurn suspended, Timeline timeline) {
    SuspendedTurn.Tools tools = suspended.tools();
    start(suspended.routing().options().tools());
    steps = tools.step();
    record.resume(tools.answer(), tools.parts());
    Stream.of(tools.answer(), tools.parts(), tools.results())
        .flatMap(List::stream)
        .forEach(part -> restore(part, tools.startedMs(), timeline));
    deadline.start();
    completeIfDone();
  }

  private void restore(ContentPart part, Map<String, Long> startedMs, Timeline timeline) {
    if (part instanceof ContentPart.ToolCall call) {
      long startedNanos = timeline.nanosAt(startedMs.getOrDefault(call.id(), 0L));
      String label = ToolCallEvents.label(call.name(), profile);
      ToolCallState state = new ToolCallState(call.id(), call.name(), label, startedNanos);
      state.markReady();
      calls.put(call.id(), state);
    } else if (part instanceof ContentPart.ToolResult result
        && calls.containsKey(result.callId())) {
      state(result.callId()).complete(result.content(), result.isError());
    }
  }

  /** What another node needs to resume this step. */
  SuspendedTurn.Tools suspend(Timeline timeline) {
    Map<String, Long> startedMs = new HashMap<>();
    for (ContentPart part : record.step()) {
      if (part instanceof ContentPart.ToolCall call) {
        startedMs.put(call.id(), timeline.elapsedMs(state(call.id()).startedNanos));
      }
    }
    return new SuspendedTurn.Tools(steps, record.answer(), record.step(), stepResults(), startedMs);
  }

  /** Whether tools run. */
  boolean isWaiting() {
    return deadline.isRunning();
  }

  /** Whether the current step has tool calls that readers have seen. */
  boolean hasShownCalls() {
    return !idsByProviderId.isEmpty();
  }

  /** What the models have written in this turn. */
  AnswerRecord record() {
    return record;
  }

  void onActivity(ModelActivity activity) {
    switch (activity) {
      case ModelActivity.ThoughtCompleted(ContentPart.Thought thought) -> record.add(thought);
      case ModelActivity.ProviderBlockCompleted(ContentPart.ProviderBlock block) ->
          record.add(block);
      case ModelActivity.CommentaryCompleted(ContentPart.Commentary commentary) ->
          record.add(commentary);
      case ModelActivity.TextBlockEnded _ -> record.endText();
      case ModelActivity.FinalAnswerStarted _ -> record.startFinalAnswer();
      case ModelActivity.ToolCallStarted(String providerId, String name) -> begin(providerId, name);
      case ModelActivity.ToolArguments(String providerId, String json) -> {
        streamedArguments += json.length();
        if (streamedArguments <= MAX_STREAMED_ARGUMENTS) {
          log.append(new TurnEvent.ToolArguments(call(providerId).id, json));
        }
      }
      case ModelActivity.ToolCallReady(ContentPart.ToolCall ready) -> {
        ToolCallState call = call(ready.id());
        call.markReady();
        record.add(new ContentPart.ToolCall(call.id, call.name, ready.arguments()));
        append(call, ToolState.READY, ready.arguments(), null);
      }
      case ModelActivity.ThinkingStarted _,
          ModelActivity.ThinkingText _,
          ModelActivity.ThinkingTokens _,
          ModelActivity.ThinkingFinished _,
          ModelActivity.ProviderToolCall _,
          ModelActivity.Cited _,
          ModelActivity.CommentaryText _,
          ModelActivity.Declined _ -> {}
    }
  }

  private void begin(String providerId, String name) {
    record.endText();
    String id = providerId;
    for (int i = 2; calls.containsKey(id); i++) {
      id = providerId + "_" + i;
    }
    ToolCallState call =
        new ToolCallState(id, name, ToolCallEvents.label(name, profile), loop.nanoTime());
    calls.put(id, call);
    idsByProviderId.put(providerId, id);
    append(call, ToolState.WRITING, null, null);
  }

  private ToolCallState call(String providerId) {
    ToolCallState call = calls.get(idsByProviderId.getOrDefault(providerId, providerId));
    if (call == null) {
      throw new IllegalStateException("a tool call was not started: " + providerId);
    }
    return call;
  }

  /** Whether a tool call has no result yet. */
  boolean hasOpenCalls() {
    return calls.values().stream().anyMatch(ToolCallState::isOpen);
  }

  /** Whether the turn may not call the model again. */
  boolean isLastStep() {
    return steps >= profile.toolPolicy().maxSteps();
  }

  /**
   * Asks the client to run the tools of this step. Calls that no client can run get an error as
   * their result, for the model to correct.
   */
  void run() {
    record.endText();
    deadline.start();
    for (ContentPart part : record.step()) {
      if (part instanceof ContentPart.ToolCall call) {
        run(state(call.id()), errorOf(call));
      }
    }
    completeIfDone();
  }

  private void run(ToolCallState call, @Nullable String error) {
    ContentPart.ToolResult early = call.early();
    if (error != null) {
      complete(call, error, true);
      return;
    }
    append(call, ToolState.RUNNING, null, null);
    if (early != null) {
      complete(call, early.content(), early.isError());
    } else {
      waits.onRunning(call.id, call.name, false, call.startedNanos);
    }
  }

  private ToolCallState state(String id) {
    return Objects.requireNonNull(calls.get(id));
  }

  private @Nullable String errorOf(ContentPart.ToolCall call) {
    if (!toolNames.contains(call.name())) {
      return "There is no tool with this name. The tools are: "
          + String.join(", ", toolNames.stream().sorted().toList());
    }
    try {
      return JSON.readTree(call.arguments()).isObject()
          ? null
          : "The arguments must be a JSON object.";
    } catch (JsonProcessingException e) {
      return "The arguments are not valid JSON.";
    }
  }

  /**
   * Accepts results of calls that run or are ready to: a client need not wait until the model has
   * written the others of the step. Accepts none if one is of no such call.
   *
   * @return which of them were accepted, ignored as too late, or are of no call of this turn
   */
  ToolResultsOutcome offer(List<ContentPart.ToolResult> results) {
    List<String> unknown =
        results.stream().map(ContentPart.ToolResult::callId).filter(this::isUnknown).toList();
    if (!unknown.isEmpty()) {
      return new ToolResultsOutcome(List.of(), List.of(), unknown);
    }
    List<String> accepted = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    for (ContentPart.ToolResult result : results) {
      (accept(result) ? accepted : ignored).add(result.callId());
    }
    if (!accepted.isEmpty()) {
      completeIfDone();
    }
    return new ToolResultsOutcome(accepted, ignored, List.of());
  }

  private boolean isUnknown(String id) {
    ToolCallState call = calls.get(id);
    return call == null || (!call.isReady() && call.isOpen() && !isClosed);
  }

  private boolean accept(ContentPart.ToolResult result) {
    ToolCallState call = state(result.callId());
    if (isClosed || !call.isOpen()) {
      return false;
    }
    if (!deadline.isRunning()) {
      return call.keepEarly(result);
    }
    complete(call, result.content(), result.isError());
    return true;
  }

  private void complete(ToolCallState call, String content, boolean isError) {
    call.complete(content, isError);
    waits.onEnded(call.id, isError);
    append(
        call, isError ? ToolState.FAILED : ToolState.FINISHED, null, ToolCallEvents.shown(content));
  }

  private void failLateCalls() {
    for (ToolCallState call : calls.values()) {
      if (call.isOpen()) {
        complete(call, deadline.error(), true);
      }
    }
    completeIfDone();
  }

  private void completeIfDone() {
    if (deadline.isRunning() && !hasOpenCalls()) {
      deadline.stop();
      onResultsComplete.run();
    }
  }

  /** Starts the next step, and returns the prompt that continues the given one. */
  Prompt nextStep(Prompt prompt, long elapsedMs) {
    List<ContentPart.ToolResult> results = stepResults();
    Prompt next =
        prompt.append(
            List.of(
                new PromptMessage(Role.ASSISTANT, record.step()),
                new PromptMessage(Role.USER, List.copyOf(results))));
    endStep(results);
    steps++;
    log.append(new TurnEvent.Step(steps, elapsedMs));
    return next;
  }

  private List<ContentPart.ToolResult> stepResults() {
    List<ContentPart.ToolResult> results = new ArrayList<>();
    for (ContentPart part : record.step()) {
      if (part instanceof ContentPart.ToolCall call) {
        ContentPart.ToolResult result = state(call.id()).result();
        if (result != null) {
          results.add(result);
        }
      }
    }
    return results;
  }

  private void endStep(List<ContentPart.ToolResult> results) {
    record.endStep(results);
    idsByProviderId.clear();
  }

  /** Waits for no more results, because the turn ends. */
  void close() {
    isClosed = true;
    deadline.stop();
  }

  /** Writes the end of the calls that have no result, because the turn ends without them. */
  void interrupt() {
    close();
    for (ToolCallState call : calls.values()) {
      if (call.isOpen()) {
        waits.onEnded(call.id, true);
        append(call, ToolState.FAILED, null, null);
      }
    }
  }

  /** Returns the parts of the answer of a turn that ends; empty if it is plain text. */
  List<ContentPart> answerParts() {
    endStep(stepResults());
    return record.isPlainText() ? List.of() : record.answer();
  }

  private void append(
      ToolCallState call, ToolState state, @Nullable String arguments, @Nullable String result) {
    long elapsedMs = TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - call.startedNanos);
    log.append(
        new TurnEvent.ToolCall(
            call.id, call.name, call.label, state, elapsedMs, arguments, result));
  }
}
