package dev.firstword.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.doctor.Finding;
import dev.firstword.doctor.Remedy;
import dev.firstword.doctor.Report;
import java.util.Locale;

/** What the doctor found, for people and for programs. */
final class DoctorReport {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int TITLE_WIDTH = 26;

  private DoctorReport() {}

  /** 0 when all is well, 1 when something was found, 2 when not all could be looked at. */
  static int exitCode(Report report) {
    if (!report.faults().isEmpty()) {
      return 1;
    }
    return report.hasGaps() ? 2 : 0;
  }

  static String text(Report report) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : report.findings()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %-" + TITLE_WIDTH + "s %s%n",
              mark(finding),
              finding.subject().title(),
              finding.evidence()));
      if (finding instanceof Finding.Fault fault) {
        line(text, "nginx", fault.remedy().nginx());
        line(text, "haproxy", fault.remedy().haproxy());
        line(text, "others", fault.remedy().otherwise());
      }
    }
    int faults = report.faults().size();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s Firstword %s, looked at for %.0f s.",
            faults == 0 && report.hasGaps()
                ? "Nothing found, but not all could be looked at."
                : faults == 0
                    ? "Nothing stands in the way."
                    : faults == 1
                        ? "One thing stands in the way."
                        : faults + " things stand in the way.",
            report.version(),
            report.took().toMillis() / 1000.0));
    return text.toString();
  }

  private static void line(StringBuilder text, String where, String what) {
    text.append(String.format(Locale.ROOT, "  %" + TITLE_WIDTH + "s  %s%n", where + ":", what));
  }

  private static String mark(Finding finding) {
    return switch (finding) {
      case Finding.Fine _ -> "✓";
      case Finding.Note _ -> "·";
      case Finding.Fault _ -> "✗";
      case Finding.Unknown _ -> "?";
    };
  }

  static String json(Report report) {
    ObjectNode json = JSON.createObjectNode();
    json.put("url", report.server().toString());
    json.put("version", report.version());
    json.put("took_ms", report.took().toMillis());
    json.put("faults", report.faults().size());
    ArrayNode findings = json.putArray("findings");
    for (Finding finding : report.findings()) {
      ObjectNode one = findings.addObject();
      one.put("check", finding.subject().wireName());
      one.put("verdict", verdict(finding));
      one.put("evidence", finding.evidence());
      if (finding instanceof Finding.Fault fault) {
        put(one.putObject("remedy"), fault.remedy());
      }
    }
    return json.toPrettyString();
  }

  private static void put(ObjectNode json, Remedy remedy) {
    json.put("nginx", remedy.nginx());
    json.put("haproxy", remedy.haproxy());
    json.put("others", remedy.otherwise());
  }

  private static String verdict(Finding finding) {
    return switch (finding) {
      case Finding.Fine _ -> "fine";
      case Finding.Note _ -> "note";
      case Finding.Fault _ -> "fault";
      case Finding.Unknown _ -> "unknown";
    };
  }
}
