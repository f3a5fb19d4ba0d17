package io.gradus.app.report;

import io.gradus.app.html.Page;
import io.gradus.app.html.Table;
import io.gradus.app.plot.Chart;
import io.gradus.app.plot.Drawing;
import io.gradus.app.plot.Figure;
import io.gradus.app.plot.Numbers;
import io.gradus.app.plot.Svg;
import io.gradus.nn.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Pieces of a page. All are well-formed XML too, so that a page can be checked and read by
/// programs.
final class Html {
  private static final double WIDTH = 400;
  private static final double HEIGHT = 270;

  private Html() {}

  /// An element with a class around other pieces; a class of none is an empty text.
  static String element(String name, String kind, String... inner) {
    String attribute = kind.isEmpty() ? "" : " class=\"" + kind + "\"";
    return "<" + name + attribute + ">" + String.join("", inner) + "</" + name + ">\n";
  }

  /// A text in an element.
  static String text(String name, String kind, String text) {
    return element(name, kind, Svg.escape(text));
  }

  /// A part of the page with a heading; nothing if it has no content.
  static String section(String id, String title, String... inner) {
    String content = String.join("", inner);
    return content.isEmpty()
        ? ""
        : "<section id=\"" + id + "\">\n" + text("h2", "", title) + content + "</section>\n";
  }

  /// Pictures and other cards side by side, as many as there is room for.
  static String cards(Collection<String> cards) {
    return cards.isEmpty() ? "" : element("div", "cards", cards.toArray(String[]::new));
  }

  /// Pieces on a card.
  ///
  /// @param kind further classes, such as `wide` for a card that takes two places
  static String card(String kind, String... inner) {
    return element("div", ("card " + kind).strip(), inner);
  }

  /// A chart of the usual size.
  static String card(Chart chart) {
    return card("", Figure.of(chart).sized(WIDTH, HEIGHT).draw());
  }

  /// A picture.
  ///
  /// @param kind further classes
  static String card(String kind, Drawing drawing) {
    return element("figure", ("card " + kind).strip(), Svg.inline(drawing));
  }

  /// Pictures that belong together, on one card.
  static String strip(List<Drawing> parts) {
    return parts.isEmpty()
        ? ""
        : element("figure", "card strip", parts.stream().map(Svg::inline).toArray(String[]::new));
  }

  /// A table.
  ///
  /// @param kind `numbers` or `words`, what is in all columns but the first
  static String table(String caption, String kind, List<String> head, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>(List.of(head));
    all.addAll(rows);
    return Table.of(caption, kind, all).html();
  }

  /// Names and values.
  static String facts(List<List<String>> pairs) {
    StringBuilder inner = new StringBuilder();
    for (List<String> pair : pairs) {
      inner.append(text("dt", "", pair.get(0))).append(text("dd", "", pair.get(1)));
    }
    return element("dl", "", inner.toString());
  }

  /// A number that is looked at first.
  static String tile(String name, String value, String note) {
    return element(
        "div",
        "tile",
        text("div", "name", name),
        text("div", "value", value),
        text("div", "note", note));
  }

  /// A whole page.
  ///
  /// @param folder what it is about
  static String page(Path folder, String body) {
    return new Page("en", name(folder), Page.style(Html.class, "report.css"), body).text();
  }

  /// The top of a page: name, verdict, and the numbers that are looked at first.
  static String header(Path folder, Map<String, Object> result, String tiles) {
    String verdict = String.valueOf(result.getOrDefault("verdict", "not finished"));
    boolean good = verdict.equals("healthy");
    String sentence =
        String.valueOf(
            result.getOrDefault("verdictSentence", "The training has not come to its end."));
    return element(
        "header",
        "",
        element(
            "h1",
            "",
            Svg.escape(name(folder)),
            text("span", good ? "badge good" : "badge", good ? "✓ " + verdict : verdict)),
        text("p", "", sentence),
        element("div", "tiles", tiles));
  }

  /// The metric that is looked at first.
  static String headline(Map<String, Object> metrics) {
    return Stream.of("accuracy", "r2").filter(metrics::containsKey).findFirst().orElse("loss");
  }

  /// A time for people.
  static String time(double seconds) {
    long s = Math.round(seconds);
    if (seconds < 60) {
      return Numbers.text(Math.rint(seconds * 100) / 100) + " s";
    }
    return s < 3600
        ? "%d:%02d min".formatted(s / 60, s % 60)
        : "%d:%02d h".formatted(s / 3600, s / 60 % 60);
  }

  /// The text of a file of a run.
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
