package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.doctor.CheckResult;
import dev.firstword.doctor.ProxyFix;
import dev.firstword.doctor.Report;
import java.util.Locale;

/** Formats the doctor's report as text or JSON. */
final class DoctorReportFormatter {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int TITLE_WIDTH = 26;

  private DoctorReportFormatter() {}

  /** Returns 0 if nothing is wrong, 1 if there is a fault, 2 if a check could not be completed. */
  static int exitCode(Report report) {
    if (!report.faults().isEmpty()) {
      return 1;
    }
    return report.hasUnknowns() ? 2 : 0;
  }

  static String text(Report report) {
    StringBuilder text = new StringBuilder();
    for (CheckResult finding : report.findings()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %-" + TITLE_WIDTH + "s %s%n",
              mark(finding),
              finding.subject().title(),
              finding.evidence()));
      if (finding instanceof CheckResult.Fault fault) {
        appendLine(text, "nginx", fault.remedy().nginx());
        appendLine(text, "haproxy", fault.remedy().haproxy());
        appendLine(text, "others", fault.remedy().generic());
      }
    }
    int faults = report.faults().size();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s Firstword %s, examined for %.0f s.",
            faults == 0 && report.hasUnknowns()
                ? "No problems found, but not everything could be checked."
                : faults == 0
                    ? "No problems found."
                    : faults == 1 ? "One problem found." : faults + " problems found.",
            report.version(),
            report.duration().toMillis() / 1000.0));
    return text.toString();
  }

  private static void appendLine(StringBuilder text, String where, String what) {
    text.append(String.format(Locale.ROOT, "  %" + TITLE_WIDTH + "s  %s%n", where + ":", what));
  }

  private static String mark(CheckResult finding) {
    return switch (finding) {
      case CheckResult.Pass _ -> "✓";
      case CheckResult.Note _ -> "·";
      case CheckResult.Fault _ -> "✗";
      case CheckResult.Unknown _ -> "?";
    };
  }

  static String json(Report report) {
    ObjectNode json = JSON.createObjectNode();
    json.put("url", report.server().toString());
    json.put("version", report.version());
    json.put("took_ms", report.duration().toMillis());
    json.put("faults", report.faults().size());
    ArrayNode findings = json.putArray("findings");
    for (CheckResult finding : report.findings()) {
      ObjectNode node = findings.addObject();
      node.put("check", finding.subject().wireName());
      node.put("verdict", verdict(finding));
      node.put("evidence", finding.evidence());
      if (finding instanceof CheckResult.Fault fault) {
        put(node.putObject("remedy"), fault.remedy());
      }
    }
    return json.toPrettyString();
  }

  private static void put(ObjectNode json, ProxyFix remedy) {
    json.put("nginx", remedy.nginx());
    json.put("haproxy", remedy.haproxy());
    json.put("others", remedy.generic());
  }

  private static String verdict(CheckResult finding) {
    return switch (finding) {
      case CheckResult.Pass _ -> "fine";
      case CheckResult.Note _ -> "note";
      case CheckResult.Fault _ -> "fault";
      case CheckResult.Unknown _ -> "unknown";
    };
  }
}
