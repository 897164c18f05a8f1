package dev.firstword.core.turn.running;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.conversation.MessagePartsJson;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.prompt.CacheTtl;
import dev.firstword.core.prompt.ContentPart;
import dev.firstword.core.prompt.Prompt;
import dev.firstword.core.prompt.Prompt.PromptMessage;
import dev.firstword.core.prompt.Prompt.Role;
import dev.firstword.core.protocol.ChatRequest.Priority;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.routing.Complexity;
import dev.firstword.relay.event.TurnEvent.JudgedBy;
import dev.firstword.relay.event.TurnEvent.ModelReason;
import dev.firstword.relay.event.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes suspended turns as JSON. The bytes of images and files are left out. */
public final class SuspendedTurnJson {

  /** Raised when the meaning of a field changes, so that another version does not misread it. */
  private static final int VERSION = 1;

  private static final JsonMapper MAPPER = new JsonMapper();

  private SuspendedTurnJson() {}

  /** Returns the turn as UTF-8. */
  public static byte[] write(SuspendedTurn turn) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("version", VERSION).put("profile", turn.profile());
    write(turn.routing(), root.putObject("routing"));
    write(turn.prompt(), root.putObject("prompt"));
    root.put("answer_so_far", turn.answerSoFar());
    write(turn.tools(), root.putObject("tools"));
    root.put("first_text_ms", turn.firstTextMs());
    write(turn.usage(), root.putObject("usage"));
    return root.toString().getBytes(UTF_8);
  }

  private static void write(SuspendedTurn.Routing routing, ObjectNode node) {
    node.put("question", routing.question())
        .put("pinned_model", routing.pinnedModel())
        .put("priority", routing.priority().name())
        .put("traceparent", routing.traceparent());
    ThinkingOption thinking = routing.thinking();
    node.putObject("thinking")
        .put("level", thinking.level().name())
        .put("budget_tokens", thinking.budgetTokens());
    GenerationOptionsJson.write(routing.options(), node.putObject("options"));
    SuspendedTurn.Model model = routing.model();
    JudgedBy judgedBy = model.judgedBy();
    node.putObject("model")
        .put("name", model.name())
        .put("reason", model.reason().name())
        .put("complexity", model.complexity().name())
        .put("within_budget", model.withinBudget())
        .put("judged_by", judgedBy == null ? null : judgedBy.name());
  }

  private static void write(Prompt prompt, ObjectNode node) {
    node.put("system", prompt.system()).put("stable_messages", prompt.stableMessages());
    ArrayNode messages = node.putArray("messages");
    for (PromptMessage message : prompt.messages()) {
      messages
          .addObject()
          .put("role", message.role().name())
          .put("parts", MessagePartsJson.write(message.parts()));
    }
    CacheScope scope = prompt.scope();
    ObjectNode scopeNode = node.putObject("scope");
    scopeNode
        .put("tenant", scope.tenant())
        .put("profile", scope.profile())
        .put("conversation", scope.conversation())
        .put("kept_warm", scope.isKeptWarm());
    ArrayNode ttls = scopeNode.putArray("ttls");
    scope.ttls().forEach(ttl -> ttls.add(ttl.name()));
  }

  private static void write(SuspendedTurn.Tools tools, ObjectNode node) {
    node.put("step", tools.step())
        .put("answer", MessagePartsJson.write(tools.answer()))
        .put("parts", MessagePartsJson.write(tools.parts()))
        .put("results", MessagePartsJson.write(List.copyOf(tools.results())));
    ObjectNode started = node.putObject("started_ms");
    tools.startedMs().forEach(started::put);
  }

  private static void write(Usage usage, ObjectNode node) {
    node.put("input", usage.inputTokens())
        .put("output", usage.outputTokens())
        .put("cache_creation", usage.cacheCreationInputTokens())
        .put("cache_read", usage.cacheReadInputTokens())
        .put("thinking", usage.thinkingTokens())
        .put("cache_saved", usage.cacheSaved());
  }

  /**
   * Parses bytes written by {@link #write}; returns null if they can't be read, for example because
   * another version has written them.
   */
  public static @Nullable SuspendedTurn read(byte[] bytes) {
    try {
      JsonNode root = MAPPER.readTree(bytes);
      return root.path("version").asInt() == VERSION ? turn(root) : null;
    } catch (IOException | IllegalArgumentException _) {
      return null;
    }
  }

  private static SuspendedTurn turn(JsonNode root) {
    return new SuspendedTurn(
        root.required("profile").asText(),
        routing(root.required("routing")),
        prompt(root.required("prompt")),
        root.required("answer_so_far").asText(),
        tools(root.required("tools")),
        root.required("first_text_ms").asLong(),
        usage(root.required("usage")));
  }

  private static SuspendedTurn.Routing routing(JsonNode node) {
    JsonNode thinking = node.required("thinking");
    JsonNode model = node.required("model");
    String judgedBy = model.path("judged_by").textValue();
    return new SuspendedTurn.Routing(
        node.required("question").asText(),
        node.path("pinned_model").textValue(),
        Priority.valueOf(node.required("priority").asText()),
        node.path("traceparent").textValue(),
        new ThinkingOption(
            ThinkingOption.Level.valueOf(thinking.required("level").asText()),
            thinking.required("budget_tokens").asInt()),
        GenerationOptionsJson.read(node.required("options")),
        new SuspendedTurn.Model(
            model.required("name").asText(),
            ModelReason.valueOf(model.required("reason").asText()),
            Complexity.valueOf(model.required("complexity").asText()),
            model.required("within_budget").asBoolean(),
            judgedBy == null ? null : JudgedBy.valueOf(judgedBy)));
  }

  private static Prompt prompt(JsonNode node) {
    List<PromptMessage> messages = new ArrayList<>();
    for (JsonNode message : node.required("messages")) {
      messages.add(
          new PromptMessage(
              Role.valueOf(message.required("role").asText()), parts(message.required("parts"))));
    }
    JsonNode scope = node.required("scope");
    Set<CacheTtl> ttls = EnumSet.noneOf(CacheTtl.class);
    scope.required("ttls").forEach(ttl -> ttls.add(CacheTtl.valueOf(ttl.asText())));
    return new Prompt(
        node.required("system").asText(),
        messages,
        node.required("stable_messages").asInt(),
        new CacheScope(
            scope.required("tenant").asText(),
            scope.required("profile").asText(),
            ttls,
            scope.required("kept_warm").asBoolean(),
            scope.path("conversation").asText("")));
  }

  private static SuspendedTurn.Tools tools(JsonNode node) {
    List<ContentPart.ToolResult> results = new ArrayList<>();
    for (ContentPart part : parts(node.required("results"))) {
      if (part instanceof ContentPart.ToolResult result) {
        results.add(result);
      }
    }
    Map<String, Long> startedMs = new LinkedHashMap<>();
    node.required("started_ms")
        .properties()
        .forEach(entry -> startedMs.put(entry.getKey(), entry.getValue().asLong()));
    return new SuspendedTurn.Tools(
        node.required("step").asInt(),
        parts(node.required("answer")),
        parts(node.required("parts")),
        results,
        startedMs);
  }

  private static List<ContentPart> parts(JsonNode text) {
    return MessagePartsJson.read(text.asText());
  }

  private static Usage usage(JsonNode node) {
    return new Usage(
        node.required("input").asLong(),
        node.required("output").asLong(),
        node.required("cache_creation").asLong(),
        node.required("cache_read").asLong(),
        node.required("thinking").asLong(),
        node.required("cache_saved").asDouble());
  }
}
