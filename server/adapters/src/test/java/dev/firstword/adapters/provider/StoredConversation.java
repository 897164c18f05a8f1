package dev.firstword.adapters.provider;

import dev.firstword.adapters.dialect.ProviderEndpoint.Dialect;
import dev.firstword.core.conversation.MessagePartsJson;
import dev.firstword.core.model.KnownModels;
import dev.firstword.core.model.ModelCapabilities;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Excerpt;
import dev.firstword.core.prompt.HistoryMessage;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.prompt.PromptBuilder;
import dev.firstword.core.prompt.PromptTiers;
import dev.firstword.core.prompt.ThoughtReplayRules;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolDefinition;
import dev.firstword.core.provider.ModelActivity;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.OptionPlan;
import dev.firstword.core.provider.RecordingListener;
import dev.firstword.core.provider.RecordingListener.ListenerCall;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.relay.event.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A conversation with a simulated provider. Its messages are stored as the product stores them, and
 * each prompt is built from what is stored.
 */
final class StoredConversation {

  private static final String SCHEMA =
      "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}";

  private final LoopFixture loop;
  private final ModelProvider provider;
  private final Dialect dialect;
  private final List<HistoryMessage> messages = new ArrayList<>();
  private GenerationOptions options = GenerationOptions.DEFAULT;
  private String system = "Be brief.";
  private int historyTokens = 100_000;
  private List<Excerpt> excerpts = List.of();
  private Usage usage = Usage.NONE;
  private ModelRequest lastRequest = LoopFixture.request("none yet");

  StoredConversation(LoopFixture loop, ModelProvider provider, Dialect dialect) {
    this.loop = loop;
    this.provider = provider;
    this.dialect = dialect;
  }

  StoredConversation withTools(String... names) {
    List<ToolDefinition> tools = new ArrayList<>();
    for (String name : names) {
      tools.add(new ToolDefinition(name, "", SCHEMA));
    }
    options = GenerationOptions.DEFAULT.withTools(tools);
    return this;
  }

  void changeSystem(String instructions) {
    system = instructions;
  }

  void limitHistory(int tokens) {
    historyTokens = tokens;
  }

  /** The excerpts of the next question only. */
  void find(String text) {
    excerpts = List.of(new Excerpt("Document", "", "", text));
  }

  /** Asks a question, runs the tools that are called, and stores the answer. */
  void ask(String model, String question) throws InterruptedException {
    PromptBuilder builder = new PromptBuilder(system, question, excerpts, historyTokens);
    excerpts = List.of();
    for (HistoryMessage older : messages.reversed()) {
      if (!builder.addOlder(older)) {
        break;
      }
    }
    List<ContentPart> answer = run(model, builder.build());
    store(new HistoryMessage(Role.USER, question, messages.size() + 1));
    store(new HistoryMessage(Role.ASSISTANT, text(answer), answer, messages.size() + 1));
  }

  /** Continues an answer that broke off. */
  void askAndContinue(String model, String question, List<ContentPart> partial)
      throws InterruptedException {
    PromptBuilder builder = new PromptBuilder(system, question, historyTokens);
    messages.reversed().forEach(builder::addOlder);
    builder.continueFrom(text(partial), partial);
    List<ContentPart> rest = new ArrayList<>(partial);
    rest.addAll(run(model, builder.build()));
    store(new HistoryMessage(Role.USER, question, messages.size() + 1));
    store(new HistoryMessage(Role.ASSISTANT, text(rest), rest, messages.size() + 1));
  }

  private List<ContentPart> run(String model, Prompt first) throws InterruptedException {
    List<ContentPart> answer = new ArrayList<>();
    Prompt prompt = first;
    while (true) {
      List<ContentPart> step = call(model, prompt);
      answer.addAll(step);
      List<ContentPart> results = new ArrayList<>();
      for (ContentPart part : step) {
        if (part instanceof ContentPart.ToolCall call) {
          results.add(new ContentPart.ToolResult(call.id(), "Found for " + call.name(), false));
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

  /** Makes one call and returns what the model wrote. */
  List<ContentPart> call(String model, Prompt prompt) throws InterruptedException {
    ModelCapabilities capabilities = KnownModels.find(model).orElseThrow().capabilities();
    OptionPlan plan = plan(capabilities);
    Prompt view =
        new ThoughtReplayRules(model, capabilities.thoughts().reads(), provider::hasRefused)
            .select(prompt.withTiers(plan.tiers()));
    lastRequest = plan.request(model, capabilities, view, 500, null);
    RecordingListener listener = new RecordingListener();
    loop.onLoop(() -> provider.open(lastRequest, listener));
    usage = ((ListenerCall.End) listener.awaitEnd()).usage();
    return parts(listener.calls());
  }

  private OptionPlan plan(ModelCapabilities capabilities) {
    return OptionPlan.of(
        new OptionPlan.Target(provider.api().orElseThrow(), capabilities, Set.of(), Set.of()),
        ThinkingOption.AUTO,
        options,
        UnsupportedOptions.TRANSLATE);
  }

  /** What the requests have besides their prompts. */
  PromptTiers tiers() {
    return plan(KnownModels.all().getFirst().capabilities()).tiers();
  }

  private static List<ContentPart> parts(List<ListenerCall> calls) {
    List<ContentPart> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (ListenerCall call : calls) {
      switch (call) {
        case ListenerCall.Text(String piece) -> text.append(piece);
        case ListenerCall.Activity(ModelActivity.ThoughtCompleted(ContentPart.Thought thought)) ->
            parts.add(thought);
        case ListenerCall.Activity(ModelActivity.ToolCallReady(ContentPart.ToolCall ready)) ->
            parts.add(ready);
        default -> {}
      }
    }
    if (!text.isEmpty()) {
      parts.add(new ContentPart.Text(text.toString()));
    }
    return parts;
  }

  private void store(HistoryMessage message) {
    messages.add(
        new HistoryMessage(
            message.role(),
            message.text(),
            MessagePartsJson.read(MessagePartsJson.write(message.parts())),
            message.position()));
  }

  private static String text(List<ContentPart> parts) {
    StringBuilder text = new StringBuilder();
    for (ContentPart part : parts) {
      text.append(part instanceof ContentPart.Text written ? written.text() : "");
    }
    return text.toString();
  }

  /** The usage of the last call. */
  Usage usage() {
    return usage;
  }

  /** The body of the last request. */
  String sent() {
    return WrittenRequests.body(dialect, lastRequest);
  }

  /** How many thoughts the last request had. */
  long thoughtsSent() {
    return lastRequest.prompt().messages().stream()
        .flatMap(message -> message.parts().stream())
        .filter(ContentPart.Thought.class::isInstance)
        .count();
  }

  /** The stored messages. */
  List<HistoryMessage> messages() {
    return List.copyOf(messages);
  }
}
