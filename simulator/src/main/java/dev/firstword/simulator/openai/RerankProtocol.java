package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.prompt.TokenCounter;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.retrieval.RelevanceScorer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Implements {@code POST /v1/rerank} in the format of Cohere and compatible services. {@code
 * texts}, as in Text Embeddings Inference, is accepted in place of {@code documents}.
 */
public final class RerankProtocol {
  private static final int MAX_DOCUMENTS = 1_000;
  private static final String DEFAULT_MODEL = "rerank";

  private RerankProtocol() {}

  /** Parses a request. Any model name is accepted, and it may be omitted. */
  public static ParsedRetrievalCall read(ApiRequest request) {
    try {
      RequestFields fields = RequestFields.of(request);
      String model = fields.has("model") ? fields.requiredString("model") : DEFAULT_MODEL;
      String query = fields.requiredString("query");
      List<String> documents = documents(fields);
      int topN = fields.positiveInt("top_n").orElse(documents.size());
      boolean withText = fields.flag("return_documents");
      int tokens =
          TokenCounter.count(query) + documents.stream().mapToInt(TokenCounter::count).sum();
      return new ParsedRetrievalCall.Accepted(
          model, tokens, () -> reply(request.id(), model, rank(query, documents), topN, withText));
    } catch (OpenAiApiException e) {
      return new ParsedRetrievalCall.Rejected(OpenAiErrorReplies.reply(e.error(), request.id()));
    }
  }

  private static List<String> documents(RequestFields fields) {
    String name = fields.has("texts") ? "texts" : "documents";
    JsonNode value = fields.path(name);
    if (!fields.has(name)) {
      throw OpenAiApiException.missing("documents");
    }
    if (!value.isArray() || value.isEmpty() || value.size() > MAX_DOCUMENTS) {
      throw OpenAiApiException.wrongType(name, "an array of 1 to " + MAX_DOCUMENTS + " documents");
    }
    List<String> documents = new ArrayList<>();
    for (JsonNode document : value) {
      JsonNode text = document.isObject() ? document.path("text") : document;
      if (!text.isTextual()) {
        throw OpenAiApiException.wrongType(name, "strings, or objects with a text");
      }
      documents.add(text.textValue());
    }
    return documents;
  }

  private static List<RankedDocument> rank(String query, List<String> documents) {
    RelevanceScorer relevance = new RelevanceScorer(query);
    List<RankedDocument> ranked = new ArrayList<>();
    for (int index = 0; index < documents.size(); index++) {
      ranked.add(
          new RankedDocument(index, documents.get(index), relevance.score(documents.get(index))));
    }
    ranked.sort(Comparator.comparingDouble(RankedDocument::score).reversed());
    return ranked;
  }

  private static JsonReply reply(
      String id, String model, List<RankedDocument> ranked, int topN, boolean withText) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("id", id).put("model", model);
    var results = body.putArray("results");
    for (RankedDocument document : ranked.subList(0, Math.min(topN, ranked.size()))) {
      ObjectNode result =
          results
              .addObject()
              .put("index", document.index())
              .put("relevance_score", document.score());
      if (withText) {
        result.putObject("document").put("text", document.text());
      }
    }
    return new JsonReply(200, OpenAiErrorReplies.headers(id), body.toString().getBytes(UTF_8));
  }

  private record RankedDocument(int index, String text, double score) {}
}
