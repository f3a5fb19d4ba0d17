package io.gradus.app.plot;

import io.gradus.app.plot.Item.Anchor;
import io.gradus.app.plot.Item.Box;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Charts side by side.
///
/// @param title the title above them; may be empty
/// @param columns how many are in a row
/// @param width the width of each in units, about pixels
/// @param height the height of each
/// @param charts the charts, row by row
public record Figure(String title, int columns, double width, double height, List<Chart> charts) {
  private static final double GAP = 16;
  private static final double HEAD = 30;

  /// Copies the list.
  public Figure {
    charts = List.copyOf(charts);
  }

  /// Charts of the usual size, at most three in a row.
  public static Figure of(Chart... charts) {
    return new Figure("", Math.clamp(charts.length, 1, 3), 460, 300, List.of(charts));
  }

  /// The same with a title.
  public Figure titled(String text) {
    return new Figure(text, columns, width, height, charts);
  }

  /// The same in so many columns.
  public Figure in(int number) {
    return new Figure(title, number, width, height, charts);
  }

  /// The same with charts of another size.
  public Figure sized(double wide, double high) {
    return new Figure(title, columns, wide, high, charts);
  }

  /// The picture.
  public Drawing draw() {
    List<Item> items = new ArrayList<>();
    double top = GAP;
    if (!title.isEmpty()) {
      items.add(new Item.Text(Ink.TEXT, 17, true, Anchor.START, GAP, GAP + 14, 0, title));
      top += HEAD;
    }
    for (int i = 0; i < charts.size(); i++) {
      double x = GAP + i % columns * (width + GAP);
      double y = top + i / columns * (height + GAP);
      items.addAll(new Panel(charts.get(i), new Box(x, y, width, height)).items());
    }
    int rows = Math.ceilDiv(charts.size(), columns);
    String name =
        title.isEmpty()
            ? charts.stream().map(Figure::name).collect(Collectors.joining("; "))
            : title;
    return new Drawing(
        name,
        GAP + Math.min(columns, charts.size()) * (width + GAP),
        top + rows * (height + GAP),
        items);
  }

  /// What those hear who do not see a chart: its title, or else what it shows.
  private static String name(Chart chart) {
    return chart.title().isEmpty()
        ? chart.marks().stream()
            .map(Mark::label)
            .filter(label -> !label.isEmpty())
            .collect(Collectors.joining(", "))
        : chart.title();
  }
}
