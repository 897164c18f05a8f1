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

/** Shows figures as a table, and writes them to {@code bench/results/<name>.json}. */
public final class Report {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int FIRST_NUMBER = 1;
  private static final int LAST_NUMBER = 3;

  private Report() {}

  /** Prints one row a figure, each column as wide as its longest cell. */
  public static void print(List<Figure> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("figure", "median", "low", "high", "unit", "target", ""));
    figures.forEach(figure -> rows.add(row(figure)));
    System.out.println();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append("  ").append(padded(row.get(column), width(rows, column), column));
      }
      System.out.println(line.toString().stripTrailing());
    }
    System.out.println();
  }

  private static List<String> row(Figure figure) {
    return List.of(
        figure.name(),
        plain(figure.value()),
        plain(figure.low()),
        plain(figure.high()),
        figure.unit(),
        words(figure.target()),
        verdict(figure));
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  /** Numbers stand to the right, words to the left. */
  private static String padded(String cell, int width, int column) {
    String padding = " ".repeat(width - cell.length());
    return FIRST_NUMBER <= column && column <= LAST_NUMBER ? padding + cell : cell + padding;
  }

  public static void write(Path root, String name, Machine machine, List<Figure> figures)
      throws IOException {
    ObjectNode report = MAPPER.createObjectNode();
    report.put("commit", Commit.of(root));
    machine.write(report.putObject("machine"));
    ArrayNode rows = report.putArray("figures");
    for (Figure figure : figures) {
      ObjectNode row = rows.addObject();
      row.put("name", figure.name());
      row.put("value", rounded(figure.value()));
      row.put("unit", figure.unit());
      row.putArray("spread").add(rounded(figure.low())).add(rounded(figure.high()));
      if (!(figure.target() instanceof Target.None)) {
        row.put("target", words(figure.target()));
        row.put("met", figure.met());
      }
    }
    Path file = root.resolve("bench/results/" + name + ".json");
    Files.createDirectories(root.resolve("bench/results"));
    Files.writeString(
        file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
    System.out.println("  written to " + root.relativize(file));
    System.out.println();
  }

  private static String words(Target target) {
    return switch (target) {
      case Target.AtMost(double limit) -> "at most " + plain(limit);
      case Target.AtLeast(double limit) -> "at least " + plain(limit);
      case Target.None() -> "";
    };
  }

  private static String verdict(Figure figure) {
    if (figure.target() instanceof Target.None) {
      return "";
    }
    return figure.met() ? "met" : "MISSED";
  }

  private static String plain(double value) {
    return rounded(value).toPlainString();
  }

  /** Three digits that mean something; whole numbers stay whole. */
  private static BigDecimal rounded(double value) {
    int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    BigDecimal exact = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    return exact.signum() == 0 ? BigDecimal.ZERO : unpadded(exact);
  }

  private static BigDecimal unpadded(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
  }
}
