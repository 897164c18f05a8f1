package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.playback.Reply;
import dev.firstword.simulator.prompt.TokenCount;
import dev.firstword.simulator.retrieval.Relevance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code POST /v1/rerank} in the shape that Cohere and its followers share; {@code texts}, as Text
 * Embeddings Inference says, does for {@code documents}.
 */
public final class RerankProtocol {
  private static final int MOST_DOCUMENTS = 1_000;
  private static final String ANY_MODEL = "rerank";

  private RerankProtocol() {}

  /** Reads a request; any model's name will do, and none. */
  public static Computation read(Incoming request) {
    try {
      RequestFields fields = RequestFields.of(request);
      String model = fields.has("model") ? fields.text("model") : ANY_MODEL;
      String query = fields.text("query");
      List<String> documents = documents(fields);
      int most = fields.positive("top_n").orElse(documents.size());
      boolean withText = fields.flag("return_documents");
      int tokens = TokenCount.of(query) + documents.stream().mapToInt(TokenCount::of).sum();
      return new Computation.Accepted(
          model,
          tokens,
          () -> reply(request.id(), model, ranked(query, documents), most, withText));
    } catch (RefusedException e) {
      return new Computation.Rejected(OpenAiErrors.reply(e.refusal(), request.id()));
    }
  }

  private static List<String> documents(RequestFields fields) {
    String name = fields.has("texts") ? "texts" : "documents";
    JsonNode value = fields.path(name);
    if (!fields.has(name)) {
      throw RefusedException.missing("documents");
    }
    if (!value.isArray() || value.isEmpty() || value.size() > MOST_DOCUMENTS) {
      throw RefusedException.wrongType(name, "an array of 1 to " + MOST_DOCUMENTS + " documents");
    }
    List<String> documents = new ArrayList<>();
    for (JsonNode document : value) {
      JsonNode text = document.isObject() ? document.path("text") : document;
      if (!text.isTextual()) {
        throw RefusedException.wrongType(name, "strings, or objects with a text");
      }
      documents.add(text.textValue());
    }
    return documents;
  }

  private static List<Ranked> ranked(String query, List<String> documents) {
    Relevance relevance = new Relevance(query);
    List<Ranked> ranked = new ArrayList<>();
    for (int index = 0; index < documents.size(); index++) {
      ranked.add(new Ranked(index, documents.get(index), relevance.of(documents.get(index))));
    }
    ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
    return ranked;
  }

  private static Reply reply(
      String id, String model, List<Ranked> ranked, int most, boolean withText) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("id", id).put("model", model);
    var results = body.putArray("results");
    for (Ranked document : ranked.subList(0, Math.min(most, ranked.size()))) {
      ObjectNode result =
          results
              .addObject()
              .put("index", document.index())
              .put("relevance_score", document.score());
      if (withText) {
        result.putObject("document").put("text", document.text());
      }
    }
    return new Reply(200, OpenAiErrors.headers(id), body.toString().getBytes(UTF_8));
  }

  private record Ranked(int index, String text, double score) {}
}
