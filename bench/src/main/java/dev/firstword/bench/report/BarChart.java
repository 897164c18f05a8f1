package dev.firstword.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws figures as a bar chart with error bars, to {@code bench/results/<name>.svg}. */
public final class BarChart {

  private static final int LEFT = 330;
  private static final int WIDTH = 420;
  private static final int ROW = 30;
  private static final int TOP = 50;

  private BarChart() {}

  /** Draws the figures with the given names, in that order. */
  public static void write(
      Path root, String name, String title, List<String> names, List<Figure> figures)
      throws IOException {
    List<Figure> shown = new ArrayList<>();
    for (String each : names) {
      figures.stream().filter(figure -> figure.name().equals(each)).forEach(shown::add);
    }
    Path folder = root.resolve("bench/results");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".svg"), svg(title, shown));
  }

  private static String svg(String title, List<Figure> figures) {
    double max = figures.stream().mapToDouble(Figure::high).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            .formatted(LEFT + WIDTH + 130, TOP + ROW * figures.size() + 20));
    svg.append("font-family=\"sans-serif\" font-size=\"13\">\n");
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    svg.append("<text x=\"16\" y=\"28\" font-size=\"15\">").append(title).append("</text>\n");
    for (int i = 0; i < figures.size(); i++) {
      bar(figures.get(i), TOP + ROW * i, WIDTH / max, svg);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void bar(Figure figure, int y, double scale, StringBuilder svg) {
    int middle = y + ROW / 2;
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n"
            .formatted(LEFT - 10, middle + 4, figure.name()));
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#4a7ebb\"/>\n",
            LEFT,
            y + 4,
            Math.max(0, figure.value() * scale),
            ROW - 8));
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#222\" stroke-width=\"2\"/>\n",
            LEFT + figure.low() * scale,
            LEFT + figure.high() * scale,
            middle,
            middle));
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\">%.2f %s</text>\n",
            LEFT + figure.high() * scale + 8,
            middle + 4,
            figure.value(),
            figure.unit()));
  }
}
