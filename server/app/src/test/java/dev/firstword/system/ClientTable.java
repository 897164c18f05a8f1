package dev.firstword.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of clients and cases in the documentation, and why some cells are empty. */
final class ClientTable {

  private static final String DOCUMENT = "docs/compatible-apis.md";
  private static final String FIRST_COLUMN = "case";
  private static final String TESTED = "yes";
  private static final Pattern FOOTNOTE = Pattern.compile("- (\\d+): (.+)");

  private final Map<String, Map<String, String>> cellsByClient = new LinkedHashMap<>();
  private final Map<String, String> footnotes = new LinkedHashMap<>();

  private ClientTable() {}

  /** Reads the documentation. */
  static ClientTable read() throws IOException {
    ClientTable table = new ClientTable();
    List<String> header = List.of();
    for (String line : Files.readAllLines(document())) {
      List<String> row = row(line);
      if (row.isEmpty()) {
        header = List.of();
        table.addFootnote(line);
      } else if (row.getFirst().equals(FIRST_COLUMN)) {
        header = row;
      } else if (!header.isEmpty() && !row.getFirst().startsWith("--")) {
        table.addCells(header, row);
      }
    }
    return table;
  }

  private static Path document() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve(DOCUMENT))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new AssertionError("no " + DOCUMENT);
      }
    }
    return folder.resolve(DOCUMENT);
  }

  private static List<String> row(String line) {
    return line.startsWith("|")
        ? Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList()
        : List.of();
  }

  private void addCells(List<String> header, List<String> row) {
    for (int i = 1; i < header.size(); i++) {
      cellsByClient
          .computeIfAbsent(header.get(i), _ -> new LinkedHashMap<>())
          .put(row.getFirst(), row.get(i));
    }
  }

  private void addFootnote(String line) {
    Matcher footnote = FOOTNOTE.matcher(line);
    if (footnote.matches()) {
      footnotes.put(footnote.group(1), footnote.group(2));
    }
  }

  /** The rows of the first table. */
  List<String> cases() {
    return cellsByClient.values().stream()
        .findFirst()
        .<List<String>>map(cells -> new ArrayList<>(cells.keySet()))
        .orElse(List.of());
  }

  /** Returns why a client cannot express a case; empty if it is tested. */
  String reason(String client, String tested) {
    String cell = cellsByClient.getOrDefault(client, Map.of()).getOrDefault(tested, "missing");
    return cell.equals(TESTED) ? "" : footnotes.getOrDefault(cell, "no reason for: " + cell);
  }
}
