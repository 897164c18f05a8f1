package dev.firstword.bench.models;

import dev.firstword.adapters.dialect.ProviderEndpoint;
import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.adapters.provider.Providers;
import dev.firstword.core.conversation.MessagePartsJson;
import dev.firstword.core.model.KnownModel;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.prompt.CacheRules;
import dev.firstword.core.prompt.CacheRules.Mode;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Excerpt;
import dev.firstword.core.prompt.HistoryMessage;
import dev.firstword.core.prompt.MediaDescription;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.prompt.ThoughtReplayRules;
import dev.firstword.core.provider.CallTracker;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.routing.caching.PromptCaching;
import dev.firstword.core.routing.caching.PromptCaching.CachedModel;
import dev.firstword.core.routing.caching.TokenPricing;
import dev.firstword.relay.client.ProviderFailure;
import dev.firstword.relay.event.TurnEvent.FinishReason;
import dev.firstword.relay.event.Usage;
import dev.firstword.relay.loop.EventLoop;
import dev.firstword.relay.time.Clock;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A conversation with a simulated provider over HTTP, with the product's own prompts, cache
 * breakpoints and thoughts. Its messages are stored in the product's form.
 */
final class CachedConversation {

  private static final int MAX_TOKENS = 300;
  private static final long CALL_TIMEOUT_S = 30;

  private final EventLoop loop;
  private final RecordingTransport transport;
  private final URI provider;
  private final InstantSource clock;
  private final PlanComparison plans;
  private final List<HistoryMessage> messages = new ArrayList<>();
  private final Map<String, byte[]> media = new HashMap<>();
  private ModelProvider model;
  private long losses;

  CachedConversation(
      EventLoop loop,
      RecordingTransport transport,
      URI provider,
      InstantSource clock,
      PlanComparison plans) {
    this.loop = loop;
    this.transport = transport;
    this.provider = provider;
    this.clock = clock;
    this.plans = plans;
    this.model = start();
  }

  /** Everything that the server keeps in memory is lost. */
  void restartServer() {
    losses = lostThoughts();
    model = start();
  }

  private ModelProvider start() {
    Map<String, CachedModel> cached = new HashMap<>();
    for (KnownModel known : KnownModels.all()) {
      ModelCapabilities.Cache cache = known.capabilities().cache();
      cached.put(
          known.name(),
          new CachedModel(
              CacheRules.of(Mode.EXPLICIT, known.name()),
              new TokenPricing(
                  known.inputPrice(),
                  known.outputPrice(),
                  cache.readFactor(),
                  cache.writeFactor(),
                  cache.longWriteFactor())));
    }
    ProviderEndpoint endpoint =
        new ProviderEndpoint("simulator", Dialect.ANTHROPIC, provider, "key", Map.of());
    return new PromptCaching(cached, () -> loop, clock)
        .wrap(Providers.open(endpoint, transport, Clock.system()));
  }

  /** How often the provider did not accept a thought. */
  long lostThoughts() {
    return losses
        + model.rejectedThoughtCounts().refusedCalls()
        + model.rejectedThoughtCounts().droppedThoughts();
  }

  /**
   * One turn.
   *
   * @param model the model that answers
   * @param system the instructions
   * @param tools the tools that the model may call
   * @param question names the tools that it calls
   * @param excerpts found for the question, and sent with it only
   * @param image sent with the question; empty for none
   * @param results the length of the result of each tool call, in characters
   * @param historyTokens how much of the conversation may precede the question
   * @param answerNow whether the reader does not wait for the thought
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Turn(
      String model,
      String system,
      List<ToolDefinition> tools,
      String question,
      List<Excerpt> excerpts,
      byte[] image,
      int results,
      int historyTokens,
      boolean answerNow) {}

  /** Asks a question, runs the tools that the model calls, and stores the answer. */
  void run(Turn turn) throws Exception {
    List<MediaDescription> images = new ArrayList<>();
    if (turn.image().length > 0) {
      String hash = "image " + messages.size();
      media.put(hash, turn.image());
      images.add(
          new MediaDescription(
              MediaDescription.Kind.IMAGE, "image/png", "", hash, turn.image().length, 300));
    }
    PromptBuilder builder =
        new PromptBuilder(
            turn.system(), turn.question(), images, turn.excerpts(), turn.historyTokens());
    for (HistoryMessage older : messages.reversed()) {
      if (!builder.addOlder(older)) {
        break;
      }
    }
    Prompt built = builder.build();
    Prompt prompt =
        new Prompt(built.system(), built.messages(), built.stableMessages(), built.scope(), media);
    List<ContentPart> question = new ArrayList<>();
    images.forEach(image -> question.add(new ContentPart.Media(image)));
    question.add(new ContentPart.Text(turn.question()));
    List<ContentPart> answer = answer(turn, prompt);
    store(Role.USER, turn.question(), images.isEmpty() ? List.of() : question);
    store(Role.ASSISTANT, text(answer), answer);
  }

  private List<ContentPart> answer(Turn turn, Prompt first) throws Exception {
    List<ContentPart> answer = new ArrayList<>();
    Prompt prompt = first;
    boolean isFirst = true;
    while (true) {
      ThinkingOption thinking =
          turn.answerNow() && isFirst
              ? ThinkingOption.of(ThinkingOption.Level.OFF)
              : ThinkingOption.AUTO;
      isFirst = false;
      List<ContentPart> step = call(turn, prompt, thinking);
      answer.addAll(step);
      List<ContentPart> results = new ArrayList<>();
      for (ContentPart part : step) {
        if (part instanceof ContentPart.ToolCall call) {
          String content = ("Result of " + call.id() + ". ").repeat(50);
          results.add(
              new ContentPart.ToolResult(call.id(), content.substring(0, turn.results()), false));
        }
      }
      if (results.isEmpty()) {
        return answer;
      }
      answer.addAll(results);
      prompt =
          prompt.append(
              List.of(
                  new PromptMessage(Role.ASSISTANT, step), new PromptMessage(Role.USER, results)));
    }
  }

  private List<ContentPart> call(Turn turn, Prompt prompt, ThinkingOption thinking)
      throws Exception {
    ModelCapabilities capabilities = KnownModels.find(turn.model()).orElseThrow().capabilities();
    OptionPlan plan =
        OptionPlan.of(
            new OptionPlan.Target(model.api().orElseThrow(), capabilities, Set.of(), Set.of()),
            thinking,
            GenerationOptions.DEFAULT.withTools(turn.tools()).withToolsInOrder(),
            UnsupportedOptions.TRANSLATE);
    Prompt view =
        new ThoughtReplayRules(turn.model(), capabilities.thoughts().reads(), model::hasRefused)
            .select(prompt.withTiers(plan.tiers()));
    AnswerParts parts = new AnswerParts();
    loop.execute(() -> {
      CallTracker tracker =
          model.track(plan.request(turn.model(), capabilities, view, MAX_TOKENS, null));
      parts.tracker = tracker;
      var _ = model.open(tracker.request(), parts);
    });
    List<ContentPart> answer = parts.done.get(CALL_TIMEOUT_S, TimeUnit.SECONDS);
    for (byte[] body : transport.drain()) {
      plans.add(body);
    }
    return answer;
  }

  private void store(Role role, String text, List<ContentPart> parts) {
    messages.add(
        new HistoryMessage(
            role, text, MessagePartsJson.read(MessagePartsJson.write(parts)), messages.size() + 1));
  }

  private static String text(List<ContentPart> parts) {
    StringBuilder text = new StringBuilder();
    for (ContentPart part : parts) {
      text.append(part instanceof ContentPart.Text written ? written.text() : "");
    }
    return text.toString();
  }

  /** Collects the parts of one answer, as a turn does. */
  private static final class AnswerParts implements ModelCallListener {
    private final CompletableFuture<List<ContentPart>> done = new CompletableFuture<>();
    private final List<ContentPart> parts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private CallTracker tracker =
        () -> {
          throw new IllegalStateException("no call yet");
        };
    private boolean isStarted;

    private void start() {
      if (!isStarted) {
        isStarted = true;
        tracker.onFirstToken();
      }
    }

    @Override
    public void onText(String piece) {
      start();
      text.append(piece);
    }

    @Override
    public void onActivity(ModelActivity activity) {
      start();
      switch (activity) {
        case ModelActivity.ThoughtCompleted(ContentPart.Thought thought) -> parts.add(thought);
        case ModelActivity.ToolCallReady(ContentPart.ToolCall call) -> parts.add(call);
        default -> {}
      }
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onEnd(FinishReason reason, Usage usage) {
      var _ = tracker.onUsage(usage);
      if (!text.isEmpty()) {
        parts.add(new ContentPart.Text(text.toString()));
      }
      done.complete(parts);
    }

    @Override
    public void onFailure(ProviderFailure failure) {
      done.completeExceptionally(new IllegalStateException(failure.toString()));
    }
  }
}
