package dev.firstword.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.operations.diagnosis.AppliedRecommendation;
import dev.firstword.operations.diagnosis.Diagnosis;
import dev.firstword.operations.diagnosis.Evidence;
import dev.firstword.operations.diagnosis.ExactPercentiles;
import dev.firstword.operations.diagnosis.Failures;
import dev.firstword.operations.diagnosis.Mistake;
import dev.firstword.operations.diagnosis.Recommendation;
import dev.firstword.operations.diagnosis.Saving.LatencySummary;
import dev.firstword.operations.diagnosis.Verdict;
import dev.firstword.operations.series.Window;
import java.time.Instant;
import java.util.List;

/** Encodes the response of {@code /api/latency/diagnosis}. */
final class DiagnosisJson {

  private DiagnosisJson() {}

  static ObjectNode body(
      long atMs, Window window, Diagnosis diagnosis, List<AppliedRecommendation> applied) {
    ObjectNode body = RequestContext.JSON.createObjectNode();
    body.put("at", Instant.ofEpochMilli(atMs).toString());
    body.put("window", window.wireName());
    body.put("turns", diagnosis.turns());
    body.put("enough", diagnosis.isConclusive());
    Verdict verdict = diagnosis.verdict();
    body.putObject("verdict")
        .put("state", verdict.state().wireName())
        .put("sentence", verdict.sentence());
    failures(body.putObject("failures"), diagnosis.failures());
    node(body.putObject("tree"), diagnosis.tree());
    ArrayNode findings = body.putArray("findings");
    diagnosis.recommendations().forEach(finding -> finding(findings.addObject(), finding));
    ArrayNode mistakes = body.putArray("mistakes");
    for (Mistake mistake : diagnosis.mistakes()) {
      ObjectNode node = mistakes.addObject();
      node.put("id", mistake.id());
      node.put("sentence", mistake.sentence());
      evidence(node.putArray("evidence"), mistake.evidence());
    }
    ArrayNode outcomes = body.putArray("applied");
    for (AppliedRecommendation each : applied) {
      ObjectNode node = outcomes.addObject();
      node.put("id", each.recommendation().id());
      node.put("title", each.recommendation().title());
      node.put("since", Instant.ofEpochMilli(each.sinceMs()).toString());
      node.put("turns", each.turns());
      waits(node.putObject("predicted"), each.recommendation().saving().gain());
      waits(node.putObject("measured"), each.measured());
    }
    return body;
  }

  private static void failures(ObjectNode node, Failures failures) {
    node.put("turns", failures.turns());
    node.put("failed", failures.failed());
    ArrayNode causes = node.putArray("causes");
    for (Failures.Cause cause : failures.causes()) {
      causes
          .addObject()
          .put("code", cause.code())
          .put("model", cause.model())
          .put("turns", cause.turns())
          .put("remedy", cause.remedy());
    }
  }

  private static void node(ObjectNode node, Diagnosis.Node source) {
    node.put("id", source.id());
    if (!source.parentAnswer().isEmpty()) {
      node.put("on", source.parentAnswer());
    }
    if (source.question() != null) {
      node.put("question", source.question());
    }
    if (source.answer() != null) {
      node.put("answer", source.answer());
    }
    node.put("lit", source.isHighlighted());
    evidence(node.putArray("evidence"), source.evidence());
    node.put("reason", source.reason());
    if (source.question() == null) {
      if (source.recommendationId() != null) {
        node.put("finding", source.recommendationId());
      }
      return;
    }
    ArrayNode children = node.putArray("children");
    source.children().forEach(child -> node(children.addObject(), child));
  }

  private static void evidence(ArrayNode list, List<Evidence> evidence) {
    for (Evidence each : evidence) {
      if (Double.isFinite(each.value())) {
        ObjectNode node = list.addObject();
        node.put("name", each.name());
        node.put("value", LatencyJson.rounded(each.value(), 3));
        if (Double.isFinite(each.limit())) {
          node.put("limit", LatencyJson.rounded(each.limit(), 3));
        }
      }
    }
  }

  private static void finding(ObjectNode node, Recommendation finding) {
    node.put("id", finding.id());
    node.put("title", finding.title());
    node.put("technique", finding.technique());
    node.put("setting", finding.setting());
    node.put("share", LatencyJson.rounded(finding.share(), 3));
    evidence(node.putArray("evidence"), finding.evidence());
    ObjectNode saving = node.putObject("saving");
    saving.put("basis", finding.saving().basis());
    waits(saving, finding.saving().gain());
    waits(saving.putObject("before"), finding.saving().before());
    waits(saving.putObject("after"), finding.saving().after());
  }

  private static void waits(ObjectNode node, LatencySummary waits) {
    spread(node, "ttft_ms", waits.ttftMs());
    spread(node, "total_ms", waits.totalMs());
    spread(node, "seen_first_text_ms", waits.seenFirstTextMs());
  }

  private static void spread(ObjectNode node, String name, ExactPercentiles spread) {
    if (!spread.isEmpty() && Double.isFinite(spread.p50())) {
      node.putObject(name)
          .put("p50", LatencyJson.rounded(spread.p50(), 1))
          .put("p95", LatencyJson.rounded(spread.p95(), 1))
          .put("p99", LatencyJson.rounded(spread.p99(), 1));
    }
  }
}
