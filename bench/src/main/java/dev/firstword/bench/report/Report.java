package dev.firstword.bench.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prints figures as a table, and writes them to {@code bench/results/<name>.json}. */
public final class Report {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int FIRST_NUMERIC_COLUMN = 1;
  private static final int LAST_NUMERIC_COLUMN = 3;

  private Report() {}

  /** Prints one row per figure, with each column as wide as its longest cell. */
  public static void print(List<Figure> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("figure", "median", "low", "high", "unit", "target", ""));
    figures.forEach(figure -> rows.add(row(figure)));
    System.out.println();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append("  ").append(pad(row.get(column), width(rows, column), column));
      }
      System.out.println(line.toString().stripTrailing());
    }
    System.out.println();
  }

  private static List<String> row(Figure figure) {
    return List.of(
        figure.name(),
        format(figure.value()),
        format(figure.low()),
        format(figure.high()),
        figure.unit(),
        describe(figure.target()),
        verdict(figure));
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  /** Aligns numbers to the right and text to the left. */
  private static String pad(String cell, int width, int column) {
    String padding = " ".repeat(width - cell.length());
    return FIRST_NUMERIC_COLUMN <= column && column <= LAST_NUMERIC_COLUMN
        ? padding + cell
        : cell + padding;
  }

  public static void write(Path root, String name, Machine machine, List<Figure> figures)
      throws IOException {
    ObjectNode report = MAPPER.createObjectNode();
    report.put("commit", SourceRevision.of(root));
    machine.write(report.putObject("machine"));
    ArrayNode rows = report.putArray("figures");
    for (Figure figure : figures) {
      ObjectNode row = rows.addObject();
      row.put("name", figure.name());
      row.put("value", round(figure.value()));
      row.put("unit", figure.unit());
      row.putArray("spread").add(round(figure.low())).add(round(figure.high()));
      if (!(figure.target() instanceof Target.None)) {
        row.put("target", describe(figure.target()));
        row.put("met", figure.isMet());
      }
    }
    Path file = root.resolve("bench/results/" + name + ".json");
    Files.createDirectories(root.resolve("bench/results"));
    Files.writeString(
        file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
    System.out.println("  written to " + root.relativize(file));
    System.out.println();
  }

  private static String describe(Target target) {
    return switch (target) {
      case Target.AtMost(double limit) -> "at most " + format(limit);
      case Target.AtLeast(double limit) -> "at least " + format(limit);
      case Target.None() -> "";
    };
  }

  private static String verdict(Figure figure) {
    if (figure.target() instanceof Target.None) {
      return "";
    }
    return figure.isMet() ? "met" : "MISSED";
  }

  private static String format(double value) {
    return round(value).toPlainString();
  }

  /** Rounds to two decimals, or to fewer for larger values. Whole numbers stay whole. */
  private static BigDecimal round(double value) {
    int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    BigDecimal exact = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    return exact.signum() == 0 ? BigDecimal.ZERO : unpadded(exact);
  }

  private static BigDecimal unpadded(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
  }
}
