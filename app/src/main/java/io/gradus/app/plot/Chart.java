package io.gradus.app.plot;

import java.util.ArrayList;
import java.util.List;

/// Two axes and what is shown between them.
///
/// ```java
/// Chart loss = Chart.of("Loss", Axis.counts("epoch"), Axis.log(""))
///     .with(Mark.line("train", epochs, train))
///     .with(Mark.line("validation", epochs, validation));
/// Files.writeString(file, Svg.file(Figure.of(loss).draw()));
/// ```
///
/// @param title what it shows; may be empty
/// @param x the horizontal axis
/// @param y the vertical axis
/// @param marks what is shown, from back to front
public record Chart(String title, Axis x, Axis y, List<Mark> marks) {
  /// Copies the list.
  public Chart {
    marks = List.copyOf(marks);
  }

  /// An empty chart.
  public static Chart of(String title, Axis x, Axis y) {
    return new Chart(title, x, y, List.of());
  }

  /// The chart with one more mark, in front of the others.
  public Chart with(Mark mark) {
    List<Mark> more = new ArrayList<>(marks);
    more.add(mark);
    return new Chart(title, x, y, more);
  }
}
